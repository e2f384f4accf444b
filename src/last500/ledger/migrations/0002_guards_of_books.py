"""Entries and lines of statements are only added; books, statements and vouchers keep their word."""

from django.db import migrations

from last500.ledger.guards import GuardBooks
from last500.proof.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_books")]

    operations = [
        AppendOnly("ledger_entry"),
        AppendOnly("ledger_statementline"),
        GuardBooks(),
    ]

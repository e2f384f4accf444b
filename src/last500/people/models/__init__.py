"""A person, how to reach them, how they sign in, what they agreed to, and who has looked."""

from last500.people.models.access import AccessEvent
from last500.people.models.person import Consent, Contact, Guardian, Person
from last500.people.models.sign_in import RecoveryCode, SignIn, SignInCode

__all__ = [
    "AccessEvent",
    "Consent",
    "Contact",
    "Guardian",
    "Person",
    "RecoveryCode",
    "SignIn",
    "SignInCode",
]

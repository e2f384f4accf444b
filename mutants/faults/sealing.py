"""What lies sealed, and what is shown of it."""

from mutants.faults.kinds import Edit, Fault, S

FILE = f"{S}/base/sealing.py"
TESTS = f"{S}/base/tests/test_sealing.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "plain hash in the index",
        "whoever has a copy of the tables tries all numbers in an hour and has them",
        FILE,
        'return hmac.new(self.index, f"{column}\\0{value}".encode(), hashlib.sha256).hexdigest()',
        'return hashlib.sha256(f"{column}\\0{value}".encode()).hexdigest()',
        (f"{TESTS}::test_the_blind_index_depends_on_the_key_and_the_column",),
    ),
    Fault(
        "plain hash of one telephone",
        "the accounts' telephones can be guessed from a copy of the table",
        f"{S}/people/actions.py",
        "    return blind_index(PHONE_INDEX, number)\n",
        "    return hashlib.sha256(number.encode()).hexdigest()\n",
        ("tests/privacy/test_dump.py::test_an_index_cannot_be_guessed_without_its_key",),
        more=(
            Edit(
                f"{S}/people/actions.py",
                "import hmac\nimport re\n",
                "import hashlib\nimport hmac\nimport re\n",
            ),
        ),
    ),
    Fault(
        "seal bound to nothing",
        "a value copied into another person's row opens there",
        FILE,
        "cipher.encrypt(nonce, text.encode(), place.encode())",
        'cipher.encrypt(nonce, text.encode(), b"")',
        (f"{TESTS}::test_what_is_sealed_opens_in_its_own_row_only",),
        more=(
            Edit(
                FILE,
                "cipher.decrypt(nonce, body, place.encode())",
                'cipher.decrypt(nonce, body, b"")',
            ),
        ),
    ),
    Fault(
        "seal bound to the table only",
        "a value copied from one row to another opens there",
        f"{S}/base/fields.py",
        'return f"{self.model._meta.db_table}.{self.column}:{pk}"',
        'return f"{self.model._meta.db_table}.{self.column}"',
        (
            "tests/privacy/test_fields.py::test_a_value_moved_to_another_row_or_column_does_not_open",
        ),
    ),
    Fault(
        "constant nonce",
        "equal words look equal, and two sealed values give the key stream away",
        FILE,
        "nonce, cipher = os.urandom(_NONCE), self._cipher(self.algorithm, self.active)",
        "nonce, cipher = bytes(_NONCE), self._cipher(self.algorithm, self.active)",
        (f"{TESTS}::test_sealing_the_same_twice_shows_no_sameness",),
    ),
    Fault(
        "masking off at the desk",
        "whoever stands behind the officer reads the resident's number",
        f"{S}/web/desk/showing.py",
        '"phone": masking.phone(contact.phone) if contact.phone else "",',
        '"phone": contact.phone,',
        (f"{S}/web/desk/tests/test_desk.py::test_the_card_tells_the_matter_and_masks_the_person",),
    ),
    Fault(
        "mask of a short number shows it",
        "of a number at home nothing is hidden",
        f"{S}/base/masking.py",
        "    if len(digits) < 7:\n        return HIDDEN\n",
        "    if len(digits) < 7:\n        return digits\n",
        (f"{S}/base/tests/test_masking.py::test_a_number_hides_at_least_four_digits",),
    ),
    Fault(
        "field left unsealed",
        "the words of a complaint can be read in a copy of the database",
        f"{S}/base/fields.py",
        "        return Sealed(self.seal(value, model_instance.pk))\n",
        '        return Sealed(self.to_text(value or "").encode())\n',
        (
            f"{S}/service_requests/tests/test_life.py::test_nothing_personal_lies_readable_in_the_tables",
        ),
    ),
)

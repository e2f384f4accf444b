"""The log that nobody can edit: chain, tree, checkpoints, guards, commitments."""

from mutants.faults.kinds import POSTGRESQL, Fault, S

PROOF = f"{S}/proof"
LOG = "tests/tamper/test_log.py"
GUARDS = "tests/tamper/test_guards.py"
TAMPER = "tests/tamper/test_tampering.py"
PLACE = "tests/tamper/test_place_tampering.py"
WITNESS = "tests/tamper/test_witness.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "entries not chained",
        "an entry is taken out of the log and nothing shows",
        f"{PROOF}/actions.py",
        "seq, prev = (last.seq + 1, last.entry_hash) if last else (1, rules.START)",
        "seq, prev = (last.seq + 1 if last else 1), rules.START",
        (f"{LOG}::test_the_seq_of_a_stream_has_no_gap_and_each_entry_follows_from_the_last",),
    ),
    Fault(
        "entry without its act",
        "something is done that the log does not tell of",
        f"{PROOF}/actions.py",
        "    with transaction.atomic(savepoint=False):\n",
        "    with transaction.atomic():\n",
        (f"{LOG}::test_an_act_whose_entry_was_refused_cannot_be_committed",),
    ),
    Fault(
        "leaf without its prefix",
        "an inner node of the tree passes for an entry that never was",
        f"{PROOF}/merkle.py",
        'return hashlib.sha256(b"\\x00" + data).digest()',
        "return hashlib.sha256(data).digest()",
        (f"{PROOF}/tests/test_merkle.py::test_heads_are_those_of_the_reference",),
    ),
    Fault(
        "signed without looking back",
        "a rewritten log gets a good signature",
        f"{PROOF}/checkpoints.py",
        "    root = merkle.root(size, node)\n    return all(\n",
        "    root = merkle.root(size, node)\n    return True or all(\n",
        (f"{TAMPER}::test_no_rewritten_log_is_signed_while_one_old_head_is_known",),
    ),
    Fault(
        "chain not counted before signing",
        "an entry that was changed before the night is signed as it stands",
        f"{PROOF}/checkpoints.py",
        "            _check_chain(old)\n",
        "",
        (f"{TAMPER}::test_a_new_entry_that_does_not_fit_its_chain_is_not_signed",),
    ),
    Fault(
        "guard missing on one table",
        "the place of an entry in the published log can be given anew",
        f"{PROOF}/migrations/0002_append_only.py",
        '        AppendOnly("proof_leaf"),\n',
        "",
        (f"{GUARDS}::test_after_all_migrations_the_guards_are_on_every_table_that_wants_them",),
    ),
    Fault(
        "replacing passes the guard",
        "on SQLite an entry is put in the place of another",
        f"{PROOF}/guards.py",
        'f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {taken}) {refuse}",',
        'f"WHEN 0 AND EXISTS (SELECT 1 FROM {name} WHERE {taken}) {refuse}",',
        (f"{GUARDS}::test_no_way_around_the_guards",),
    ),
    Fault(
        "emptying passes the guard",
        "on PostgreSQL the whole log goes in one statement",
        f"{PROOF}/guards.py",
        'in ((ROWS, "UPDATE OR DELETE"), (TABLE, "TRUNCATE")):',
        'in ((ROWS, "UPDATE OR DELETE"),):',
        (f"{GUARDS}::test_no_way_around_the_guards",),
        POSTGRESQL,
    ),
    Fault(
        "commitment without chance",
        "whoever knows the people tries each and learns whom an entry is about",
        f"{PROOF}/actions.py",
        "salt, opened = os.urandom(32), rules.canonical(personal or {})",
        "salt, opened = bytes(32), rules.canonical(personal or {})",
        (f"{LOG}::test_what_is_said_twice_of_one_person_does_not_look_alike",),
    ),
    Fault(
        "name in the open part",
        "who it was stands in a public file for ever",
        f"{PROOF}/actions.py",
        "    said = rules.canonical({**body, **commit})\n",
        "    said = rules.canonical({**body, **commit, **(personal or {})})\n",
        (f"{LOG}::test_nothing_personal_stands_in_what_is_published",),
    ),
    Fault(
        "end of a stream not looked at",
        "a compound's bundle holds back the last entries of its ledger, and is called intact",
        f"{PROOF}/verify/checking.py",
        "            if seq < last:\n",
        "            if seq < 0:\n",
        (f"{PLACE}::test_a_dropped_tail_is_found_though_every_proof_left_is_good",),
    ),
    Fault(
        "proof of an entry believed",
        "an entry that was never in the log stands in a compound's bundle",
        f"{PROOF}/verify/trees.py",
        "        return index in self.leaves\n",
        "        return True\n",
        (f"{PLACE}::test_a_flipped_bit_in_a_proof_is_found",),
    ),
    Fault(
        "balance not counted",
        "a balance in the ledger is whatever somebody wrote",
        f"{PROOF}/verify/sums.py",
        "        if whole(stated, counted) and stated != counted:\n",
        "        if whole(stated, counted) and stated > counted + 10**9:\n",
        (f"{PLACE}::test_a_balance_is_the_sum_of_what_was_entered",),
    ),
    Fault(
        "half is a majority",
        "a vote with exactly half in favour carries",
        f"{PROOF}/verify/sums.py",
        "else 2 * parts[0] > took)",
        "else 2 * parts[0] >= took)",
        (f"{PLACE}::test_a_result_adds_up_and_decides_as_the_law_has_it",),
    ),
    Fault(
        "witness looks at nothing",
        "a neighbour signs a log that was forked since it signed last",
        f"{PROOF}/witness.py",
        "    if before:\n        _must_continue(before, head, fetch)\n",
        "",
        (f"{WITNESS}::test_a_forked_log_is_refused",),
    ),
    Fault(
        "unknown witness shown",
        "a line under the checkpoint is not looked at before it is shown",
        f"{PROOF}/witness.py",
        '            raise NotCosigned(f"the line of {name} does not fit the checkpoint")',
        '            return name, f"{line}\\n"\n            raise NotCosigned("")',
        (f"{WITNESS}::test_what_is_no_known_witness_line_is_not_taken",),
    ),
)

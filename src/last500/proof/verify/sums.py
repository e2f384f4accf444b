"""What entries say in numbers must add up. What an entry does not say is not asked of it."""

SIGNS = {"in": 1, "out": -1}
SIDES = ("for", "against", "abstain")
HEAVY = {"6", "7", "8"}  # 民法典 278 (6)–(8): three quarters of those who took part


def whole(*numbers):
    return all(type(number) is int and abs(number) < 2**53 for number in numbers)


def wrong_balances(bodies):
    """Of (index, stream, body): where the stated balance is not what the amounts (fen) give."""
    known = {}
    for index, stream, body in bodies:
        fen, stated = body.get("fen"), body.get("balance")
        sign = SIGNS.get(str(body.get("direction")))
        counted = known.get(stream, 0)
        counted = counted + sign * fen if whole(fen, sign, counted) else None
        if whole(stated, counted) and stated != counted:
            yield index
        known[stream] = stated if whole(stated) else counted


def adds_up(body):
    """Whether a vote's result is the sum of its parts, and decides as 民法典 278 has it."""
    enough, carried, known = True, True, True
    for what in ("persons", "area"):
        all_of, took = body.get(what), body.get(f"took_{what}")
        parts = [body.get(f"{side}_{what}") for side in SIDES]
        # Whose units said different things took part and stand on no side.
        torn = body.get(f"torn_{what}", 0)
        if (
            whole(took, torn, *parts)
            and sum(parts) + torn != took
            or whole(all_of, took)
            and took > all_of
        ):
            return False
        if not whole(all_of, took, parts[0]):
            known = False
            continue
        enough = enough and 3 * took >= 2 * all_of
        heavy = str(body.get("item")) in HEAVY
        carried = carried and (4 * parts[0] >= 3 * took if heavy else 2 * parts[0] > took)
    sure = known and type(body.get("passed")) is bool and "item" in body
    return not sure or body["passed"] == (enough and carried)

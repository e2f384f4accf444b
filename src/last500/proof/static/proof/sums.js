// What entries say in numbers must add up. What an entry does not say is not asked of it.
"use strict";
(function (house) {
  const SIGNS = new Map([["in", 1], ["out", -1]]), SIDES = ["for", "against", "abstain"];
  const HEAVY = new Set(["6", "7", "8"]); // 民法典 278 (6)–(8): three quarters of those who took part
  const whole = (...numbers) => numbers.every((one) => Number.isSafeInteger(one));

  // Of [index, stream, body]: where the stated balance is not what the amounts (fen) give.
  function wrongBalances(bodies) {
    const known = new Map(), wrong = [];
    for (const [index, stream, body] of bodies) {
      const { fen, balance } = body, sign = SIGNS.get(String(body.direction));
      let counted = known.has(stream) ? known.get(stream) : 0;
      counted = whole(fen, sign, counted) ? counted + sign * fen : null;
      if (whole(balance, counted) && balance !== counted) wrong.push(index);
      known.set(stream, whole(balance) ? balance : counted);
    }
    return wrong;
  }

  // Whether a vote's result is the sum of its parts, and decides as 民法典 278 has it.
  function addsUp(body) {
    let enough = true, carried = true, known = true;
    for (const what of ["persons", "area"]) {
      const all = body[what], took = body[`took_${what}`];
      const parts = SIDES.map((side) => body[`${side}_${what}`]);
      // Whose units said different things took part and stand on no side.
      const torn = `torn_${what}` in body ? body[`torn_${what}`] : 0;
      if (whole(took, torn, ...parts) && parts.reduce((sum, one) => sum + one, torn) !== took) return false;
      if (whole(all, took) && took > all) return false;
      if (!whole(all, took, parts[0])) { known = false; continue; }
      enough = enough && 3 * took >= 2 * all;
      const heavy = HEAVY.has(String(body.item));
      carried = carried && (heavy ? 4 * parts[0] >= 3 * took : 2 * parts[0] > took);
    }
    const sure = known && typeof body.passed === "boolean" && "item" in body;
    return !sure || body.passed === (enough && carried);
  }

  Object.assign(house, { wrongBalances, addsUp });
})(self.house = self.house || {});

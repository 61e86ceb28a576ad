import { expect, it } from "vitest";
import { failpointNames } from "#hal/core/failpoint";
import { SeededRandom } from "#hal/core/random";
import { FailpointRota } from "#hil/crash/failpoint-rota";

it("R3 each named place has its turn soon, the ones that are rarely passed too", () => {
  const rota = new FailpointRota();
  const chance = new SeededRandom(1).stream("rota");
  let turns = 0;
  // The rarest is passed only the fifth time that it is wanted.
  for (let missed = 0; missed < 5; turns++) {
    const name = rota.next(chance);
    if (name === "attempt.counted") missed += 1;
    else rota.hit(name);
  }
  expect(turns).toBeLessThan(5 * failpointNames.length);
});

it("R3 a place that is hard to pass keeps no other from its turn", () => {
  const rota = new FailpointRota();
  const chance = new SeededRandom(2).stream("rota");
  const wanted = Array.from({ length: 200 }, () => {
    const name = rota.next(chance);
    if (name !== "attempt.counted") rota.hit(name);
    return name;
  });
  expect(new Set(wanted)).toEqual(new Set(failpointNames));
  expect(wanted.filter((name) => name === "attempt.counted").length).toBeLessThan(140);
});

import { amperes, millis, minutes, seconds } from "#hal/core/units";
import type { Act, Stage } from "#test/reliability/storm-stage";
import { BLOCKED_CARD, CARD, OTHER_CARD } from "#test/support/virtual-rig";

/** What drivers do, the clumsy ones among them. */
export function peopleActs(stage: Stage): readonly Act[] {
  const { station } = stage.rig;
  const tap = (card: string) => () => {
    station.tapCard(card);
  };
  return [
    { weight: 4, play: plugIn(stage) },
    { weight: 6, play: tap(CARD) },
    { weight: 2, play: tap(OTHER_CARD) },
    { weight: 0.5, play: tap(BLOCKED_CARD) },
    {
      weight: 2,
      play: () => {
        station.unplug();
      },
    },
    {
      weight: 1,
      play: () => {
        station.pauseVehicle();
      },
    },
    {
      weight: 1,
      play: () => {
        station.resumeVehicle();
      },
    },
    { weight: 0.5, play: hesitate(stage) },
    { weight: 0.5, play: changePlaces(stage) },
  ];
}

/** Vehicles differ: small and large batteries, one phase, small currents, some that are slow and some that are late to ask. */
function plugIn({ rig, chance }: Stage) {
  return () => {
    rig.station.plugIn({
      stateOfCharge: chance.next() * 0.9,
      ...(chance.next() < 0.3 ? { phases: 1, maxCurrent: amperes(16) } : {}),
      ...(chance.next() < 0.2 ? { requestDelay: minutes(1 + chance.upTo(10)) } : {}),
      ...(chance.next() < 0.1 ? { paused: true } : {}),
    });
  };
}

/** Card, card again, plug out and in: all within seconds. */
function hesitate({ rig, chance }: Stage) {
  return async () => {
    const { station, clock } = rig;
    const moves = [
      () => {
        station.tapCard(CARD);
      },
      () => {
        station.unplug();
      },
      () => {
        station.plugIn({ stateOfCharge: chance.next() });
      },
    ];
    for (let move = 0; move < 6; move++) {
      chance.pick(moves)();
      await clock.advance(millis(chance.upTo(4000)));
    }
  };
}

/** One vehicle goes, and the next one is plugged in and identified at once. */
function changePlaces({ rig, chance }: Stage) {
  return async () => {
    rig.station.unplug();
    await rig.clock.advance(seconds(1 + chance.upTo(5)));
    rig.station.plugIn({ stateOfCharge: chance.next() * 0.9 });
    await rig.clock.advance(seconds(chance.upTo(5)));
    rig.station.tapCard(chance.pick([CARD, OTHER_CARD]));
  };
}

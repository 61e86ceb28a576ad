import { amperes, millis, minutes, seconds } from "#hal/core/units";
import { act, type Act, type Stage } from "#test/reliability/storm-stage";
import { BLOCKED_CARD, CARD, OTHER_CARD } from "#test/support/virtual-rig";

/** What drivers do, the clumsy ones among them. */
export function peopleActs(stage: Stage): readonly Act[] {
  const { station } = stage.rig;
  const somewhere = () => stage.chance.pick(stage.outlets);
  const tap = (card: string) => () => {
    station.tapCard(card);
  };
  return [
    act("plugged in", 4, plugIn(stage)),
    act("card", 6, tap(CARD)),
    act("other card", 2, tap(OTHER_CARD)),
    act("blocked card", 0.5, tap(BLOCKED_CARD)),
    act("unplugged", 2, () => station.unplug(somewhere())),
    act("vehicle pauses", 1, () => {
      station.pauseVehicle(somewhere());
    }),
    act("vehicle goes on", 1, () => {
      station.resumeVehicle(somewhere());
    }),
    act("somebody hesitates", 0.5, hesitate(stage)),
    act("the next vehicle", 0.5, changePlaces(stage)),
  ];
}

/** Vehicles differ: small and large batteries, one phase, small currents, some that are slow and some that are late to ask. */
function plugIn({ rig, chance, outlets }: Stage) {
  return () => {
    const vehicle = {
      stateOfCharge: chance.next() * 0.9,
      ...(chance.next() < 0.3 ? { phases: 1 as const, maxCurrent: amperes(16) } : {}),
      ...(chance.next() < 0.2 ? { requestDelay: minutes(1 + chance.upTo(10)) } : {}),
      ...(chance.next() < 0.1 ? { paused: true } : {}),
    };
    rig.station.plugIn(vehicle, chance.pick(outlets));
  };
}

/** Card, card again, plug out and in: all within seconds. */
function hesitate({ rig, chance, outlets }: Stage) {
  return async () => {
    const { station, clock } = rig;
    const evse = chance.pick(outlets);
    const moves = [
      () => {
        station.tapCard(CARD);
      },
      () => {
        station.unplug(evse);
      },
      () => {
        station.plugIn({ stateOfCharge: chance.next() }, evse);
      },
    ];
    for (let move = 0; move < 6; move++) {
      chance.pick(moves)();
      await clock.advance(millis(chance.upTo(4000)));
    }
  };
}

/** One vehicle goes, and the next one is plugged in and identified at once. */
function changePlaces({ rig, chance, outlets }: Stage) {
  return async () => {
    const evse = chance.pick(outlets);
    rig.station.unplug(evse);
    await rig.clock.advance(seconds(1 + chance.upTo(5)));
    rig.station.plugIn({ stateOfCharge: chance.next() * 0.9 }, evse);
    await rig.clock.advance(seconds(chance.upTo(5)));
    rig.station.tapCard(chance.pick([CARD, OTHER_CARD]));
  };
}

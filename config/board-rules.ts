import type { BoardFile } from "#config/board-schema";
import type { ConfigMistake } from "#config/mistake";
import { suggestion } from "#config/nearest-word";

/** What must hold between the parts of a board file, beyond the form of each. */
export function checkBoard(file: string, board: BoardFile): readonly ConfigMistake[] {
  return [...evseNumbers(board), ...meters(board), ...currents(board), ...readerNames(board), ...lines(board)].map(
    ([path, message]) => ({ file, path, message }),
  );
}

type Finding = readonly [path: string, message: string];

/** OCPP 1.6 section 2.2, 2.x part 1 section 7: numbers from 1 upwards without a gap. */
function evseNumbers(board: BoardFile): readonly Finding[] {
  return board.evses.flatMap(({ id }, i) =>
    id === i + 1
      ? []
      : [[`evses[${String(i)}].id`, `must be ${String(i + 1)}: outlets are numbered from 1 in order`] as const],
  );
}

function meters(board: BoardFile): readonly Finding[] {
  const buses = Object.keys(board.buses);
  const taken = new Map<string, number>();
  return board.evses.flatMap(({ meter }, i): readonly Finding[] => {
    const path = `evses[${String(i)}].meter`;
    if (!buses.includes(meter.bus))
      return [[`${path}.bus`, `names no bus of this board${suggestion(meter.bus, buses)}`]];
    const address = `${meter.bus}/${String(meter.unit)}`;
    const other = taken.get(address);
    taken.set(address, i);
    return other === undefined ? [] : [[`${path}.unit`, `is the unit of evses[${String(other)}].meter too`]];
  });
}

/** A board left alone must not allow more than its fuse does. */
function currents(board: BoardFile): readonly Finding[] {
  return board.evses.flatMap(({ maxCurrent, controller: { heartbeat } }, i) =>
    heartbeat === false || heartbeat.fallbackCurrent <= maxCurrent
      ? []
      : [
          [
            `evses[${String(i)}].controller.heartbeat.fallbackCurrent`,
            "must not exceed the outlet's maxCurrent",
          ] as const,
        ],
  );
}

function readerNames(board: BoardFile): readonly Finding[] {
  const names = board.readers.map((reader) => reader.name);
  return names.flatMap((name, i) =>
    names.indexOf(name) === i ? [] : [[`readers[${String(i)}].name`, "is the name of another reader too"] as const],
  );
}

/** Two drivers on one line would garble each other. */
function lines(board: BoardFile): readonly Finding[] {
  const uses = deviceUses(board);
  return uses.flatMap(({ path, role }, i) => {
    const other = uses.findIndex((use) => use.role === role);
    return other === i ? [] : [[path, `is the device of ${uses[other]?.path ?? ""} too`] as const];
  });
}

/** Every place of a board that names a device role. */
export function deviceUses(board: BoardFile): readonly { readonly path: string; readonly role: string }[] {
  return [
    ...Object.entries(board.buses).map(([name, bus]) => ({ path: `buses.${name}.device`, role: bus.device })),
    ...board.evses.map((evse, i) => ({ path: `evses[${String(i)}].controller.device`, role: evse.controller.device })),
    ...board.readers.map((reader, i) => ({ path: `readers[${String(i)}].device`, role: reader.device })),
  ];
}

import type { Board } from "#hal/ports/board";
import type { EvseController } from "#agent/control/evse-controller";
import type { Equipment, OutletEquipment } from "#agent/domain/site/equipment";
import type { ActiveFault } from "#agent/domain/faults/fault-catalogue";

/** What is plugged together here, as the parts tell it themselves. */
export function equipmentOf(
  board: Pick<Board, "model" | "readers">,
  { evses, faults }: { readonly evses: readonly EvseController[]; readonly faults: readonly ActiveFault[] },
): Equipment {
  return {
    boardModel: board.model,
    readers: board.readers.map(({ name }) => name),
    areReadersThere: !faults.some(({ code }) => code === "reader.silent"),
    outlets: evses.map(outletOf),
  };
}

function outletOf(evse: EvseController): OutletEquipment {
  const { hardware } = evse;
  const has = (code: ActiveFault["code"]) => evse.state().faults.some((fault) => fault.code === code);
  const meter = evse.watch().identity();
  return {
    evse: evse.id,
    isBoardThere: hardware.pilot.latest() !== undefined && !has("board.silent"),
    isMeterThere: evse.watch().latest() !== undefined && !has("meter.silent"),
    ...(meter === undefined ? {} : { meter }),
    ...(hardware.lock === undefined ? {} : { lock: has("lock.jammed") ? "jammed" : hardware.lock.position() }),
    installedLimit: hardware.installedLimit,
    phases: hardware.phases,
  };
}

import { describe, expect, it } from "vitest";
import type { FaultChange } from "#hal/ports/hardware-faults";
import { ReportedFaults } from "#agent/control/reported-faults";

function listening() {
  const faults = new ReportedFaults();
  const changes: FaultChange[] = [];
  faults.changes.listen((change) => changes.push(change));
  return { faults, changes };
}

const lock = { words: { shared: "ConnectorLockFailure", own: "E1" }, isInoperative: true };
const weak = { words: { shared: "WeakSignal" }, isInoperative: false };

describe("faults that are reported from outside", () => {
  it("stop the outlet or only warn, as they are reported", () => {
    const { faults, changes } = listening();

    faults.raise(lock);
    faults.raise(weak);

    expect(faults.active()).toEqual(["reported.fault", "reported.warning"]);
    expect(changes).toContainEqual({ code: "reported.fault", active: true, words: lock.words });
    expect(changes).toContainEqual({ code: "reported.warning", active: true, words: weak.words });
  });

  it("tell the oldest of several, and the next one without a gap when it is cleared", () => {
    const { faults, changes } = listening();
    faults.raise(lock);
    faults.raise({ words: { shared: "OverVoltage" }, isInoperative: true });
    changes.length = 0;

    const isCleared = faults.clear(({ own }) => own === "E1");

    expect(isCleared).toBe(true);
    expect(changes).toEqual([{ code: "reported.fault", active: true, words: { shared: "OverVoltage" } }]);
  });

  it("end with the last one", () => {
    const { faults, changes } = listening();
    faults.raise(lock);

    faults.clear(() => true);

    expect(changes.at(-1)).toEqual({ code: "reported.fault", active: false });
    expect(faults.held()).toEqual([]);
    expect(faults.clear(() => true)).toBe(false);
  });

  it("can become a warning and are told once only", () => {
    const { faults } = listening();
    faults.raise(lock);
    faults.raise(lock);

    faults.raise({ ...lock, isInoperative: false });

    expect(faults.active()).toEqual(["reported.warning"]);
  });
});

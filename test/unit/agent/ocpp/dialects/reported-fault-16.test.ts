import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import { withFault } from "#agent/domain/faults/fault-catalogue";
import { encodeStatus16, reportedCodes } from "#agent/ocpp/dialects/v16/status-notification";

const at = epochMillis(0);
const faulted = { evse: evseId(1), status: "faulted", at } as const;

describe("a fault in somebody else's words", () => {
  it.each(reportedCodes)("goes out as %s when it was reported so", (shared) => {
    const { payload } = encodeStatus16({ ...faulted, fault: { code: "reported.fault", words: { shared, own: "E7" } } });

    expect(payload).toMatchObject({ status: "Faulted", errorCode: shared, vendorErrorCode: "E7" });
  });

  it("is OtherError where OCPP 1.6 has no such word", () => {
    const { payload } = encodeStatus16({
      ...faulted,
      fault: { code: "reported.fault", words: { shared: "Gremlins" } },
    });

    expect(payload).toMatchObject({ errorCode: "OtherError", vendorErrorCode: "reported.fault" });
  });

  it("takes other words without becoming younger", () => {
    const first = withFault([], { code: "reported.fault", since: at, words: { shared: "OverVoltage" } });

    const same = withFault(first, { code: "reported.fault", since: epochMillis(9), words: { shared: "OverVoltage" } });
    const other = withFault(first, {
      code: "reported.fault",
      since: epochMillis(9),
      words: { shared: "UnderVoltage" },
    });

    expect(same).toBe(first);
    expect(other).toEqual([{ code: "reported.fault", since: at, words: { shared: "UnderVoltage" } }]);
  });
});

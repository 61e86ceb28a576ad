import { describe, expect, it } from "vitest";
import { errorCodeSpelling, type OcppErrorCode, readErrorCode } from "#agent/ocpp/validation/error-code";

describe("the codes of CALLERROR", () => {
  it("1.6-J errata 5.1 and 5.2 keep the misspellings of 1.6", () => {
    expect(errorCodeSpelling.v16.format).toBe("FormationViolation");
    expect(errorCodeSpelling.v16.occurrence).toBe("OccurenceConstraintViolation");
  });

  it("2.0.1 Part 4 table 7 spells them right", () => {
    expect(errorCodeSpelling.v2x.format).toBe("FormatViolation");
    expect(errorCodeSpelling.v2x.occurrence).toBe("OccurrenceConstraintViolation");
  });

  it("1.6 never sends the codes that came with 2.0.1", () => {
    expect(Object.values(errorCodeSpelling.v16)).not.toContain("RpcFrameworkError");
    expect(Object.values(errorCodeSpelling.v16)).not.toContain("MessageTypeNotSupported");
  });

  it("are understood in every spelling of every version", () => {
    for (const [code, word] of Object.entries(errorCodeSpelling.v2x))
      expect(readErrorCode(word)).toBe(code as OcppErrorCode);
    expect(readErrorCode("FormationViolation")).toBe("format");
    expect(readErrorCode("OccurenceConstraintViolation")).toBe("occurrence");
  });

  it.each(["", "Whatever", "constructor"])("read the unknown word '%s' as a generic error", (word) => {
    expect(readErrorCode(word)).toBe("generic");
  });
});

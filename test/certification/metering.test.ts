import { describe, expect, it } from "vitest";
import { Laboratory } from "#test/support/laboratory";

interface Sample {
  readonly timestamp: string;
  readonly sampledValue: readonly { readonly context: string; readonly measurand: string; readonly value: string }[];
}
/**
 * How late the charger may be on a busy machine. Half a second of ours for an interval and a whole one for a minute: its time runs twenty times as fast.
 * Unit tests hold both exactly.
 */
const LATE_SECONDS = { interval: 10, minute: 20 };

const samplesOf = (payload: unknown, field = "meterValue") =>
  (payload as Readonly<Record<string, readonly Sample[] | undefined>>)[field] ?? [];

describe("certification of meter values", () => {
  it("TC_070 7.4 sampled values of a transaction come at their interval with what was asked for", async () => {
    const lab = await Laboratory.ready({
      configurationKeys: {
        MeterValueSampleInterval: "20",
        MeterValuesSampledData: "Energy.Active.Import.Register,Current.Import",
      },
    });
    const transactionId = await lab.charge();
    const first = samplesOf(await lab.comes("MeterValues", { transactionId }))[0];
    const second = samplesOf(await lab.comes("MeterValues", { transactionId }))[0];
    const seconds = (Date.parse(second?.timestamp ?? "") - Date.parse(first?.timestamp ?? "")) / 1000;
    expect(Math.abs(seconds - 20)).toBeLessThanOrEqual(LATE_SECONDS.interval);
    expect(new Set(first?.sampledValue.map(({ measurand }) => measurand))).toEqual(
      new Set(["Energy.Active.Import.Register", "Current.Import"]),
    );
    expect(first?.sampledValue[0]?.context).toBe("Sample.Periodic");
  });

  it("TC_071 7.5 clock aligned values come on the clock, out of transactions too", async () => {
    const lab = await Laboratory.ready({ configurationKeys: { ClockAlignedDataInterval: "60" } });
    for (const which of ["first", "second"]) {
      const [sample] = samplesOf(await lab.comes("MeterValues", { connectorId: 1 }));
      expect((Date.parse(sample?.timestamp ?? "") % 60_000) / 1000, which).toBeLessThanOrEqual(LATE_SECONDS.minute);
      expect(sample?.sampledValue[0]?.context).toBe("Sample.Clock");
    }
  });

  it("7.3 a StopTransaction carries begin and end where StopTxnSampledData asks for them", async () => {
    const lab = await Laboratory.ready({ configurationKeys: { StopTxnSampledData: "Energy.Active.Import.Register" } });
    await lab.charge();
    await lab.comes("MeterValues");
    await lab.present("CARD-1");
    const stop = await lab.comes("StopTransaction");
    const contexts = samplesOf(stop, "transactionData").map(({ sampledValue }) => sampledValue[0]?.context);
    expect(contexts[0]).toBe("Transaction.Begin");
    expect(contexts.at(-1)).toBe("Transaction.End");
  });

  it("7.3 a StopTransaction carries nothing where both lists are empty", async () => {
    const lab = await Laboratory.ready();
    await lab.charge();
    await lab.present("CARD-1");
    expect(await lab.comes("StopTransaction")).not.toHaveProperty("transactionData");
  });
});

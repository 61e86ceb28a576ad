import { expect, it } from "vitest";
import { OwnBackEnd } from "#test/support/back-end";
import { ChargerBench } from "#test/support/charger-bench";
import { until } from "#test/support/rehearsal-until";

const VENDOR = "org.borne.logbook";

it("DataTransfer Logbook between a charger's process and a back end: held without odometer and plate, told why, and released", async () => {
  const bench = await ChargerBench.with(new OwnBackEnd());
  const { backEnd } = bench;
  const charger = await bench.online({ configurationKeys: { LogbookScope: "All", LogbookGrace: "0" } });
  await charger.do("plugIn", { evseId: 1 });
  await bench.untilStatus("Preparing");
  await charger.do("presentToken", { idToken: "CARD-1" });
  await bench.untilStatus("SuspendedEVSE");
  expect(bench.statuses()).not.toContain("Charging");
  expect(await charger.evse()).toMatchObject({
    limit: { owner: "logbook", amperes: 0 },
    logbook: { needs: ["odometer", "plate"], isHeld: true },
  });
  const asked = await until("what is asked for", () => backEnd.requests("DataTransfer")[0]);
  expect(asked).toMatchObject({ vendorId: VENDOR, messageId: "Logbook" });
  const news = JSON.parse(String(asked["data"])) as { readonly transactionId: number };
  expect(news).toMatchObject({ connectorId: 1, state: "Waiting" });

  const data = JSON.stringify({ transactionId: news.transactionId, odometer: 12_345, plate: "AB-123-CD" });
  const message = { vendorId: VENDOR, messageId: "Logbook", data };
  expect(await backEnd.call("cp001", "DataTransfer", message)).toEqual({ status: "Accepted" });
  await bench.untilStatus("Charging");
  const told = await until("what was entered", () => backEnd.requests("DataTransfer")[1]);
  expect(JSON.parse(String(told["data"]))).toMatchObject({ state: "Complete", odometer: 12_345, source: "BackEnd" });
  expect(backEnd.actions()).not.toContain("StopTransaction");
  expect(backEnd.problems()).toEqual([]);
  expect(charger.strays).toEqual([]);
});

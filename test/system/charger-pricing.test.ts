import { expect, it } from "vitest";
import { costMessage } from "#simulator/csms/cost-messages";
import { OwnBackEnd } from "#test/support/back-end";
import { ChargerBench } from "#test/support/charger-bench";
import { until } from "#test/support/rehearsal-until";

it("DataTransfer SetUserPrice, RunningCost atPowerkW, FinalCost, ConnectorUnplugged between a charger's process and a back end", async () => {
  const bench = await ChargerBench.with(new OwnBackEnd());
  const { backEnd } = bench;
  const charger = await bench.online();
  const send = (payload: object) => backEnd.call("cp001", "DataTransfer", payload);
  const accepted = { status: "Accepted" };
  expect(await backEnd.call("cp001", "ChangeConfiguration", { key: "CustomIdleFeeAfterStop", value: "true" })).toEqual(
    accepted,
  );
  expect(await send(costMessage("SetUserPrice", { idToken: "CARD-1", priceText: "cheap" }))).toEqual(accepted);
  await bench.charge(charger);
  expect(await charger.evse()).toMatchObject({ cost: { price: { text: "cheap", from: "user" } } });
  const { session } = (await charger.evse()) as { readonly session: { readonly csmsNumber: number } };
  const transactionId = session.csmsNumber;
  const running = {
    transactionId,
    timestamp: "2026-01-01T00:00:00Z",
    meterValue: 1000,
    cost: 1.5,
    state: "Charging" as const,
    chargingPrice: { kWhPrice: 0.5 },
    triggerMeterValue: { atPowerkW: 1 },
  };
  expect(await send(costMessage("RunningCost", running))).toEqual(accepted);
  await until("the cost", async () => JSON.stringify((await charger.evse())["cost"]).includes('"amount":"1.5'));
  await until("a look at the power", async () => ((await charger.evse())["meter"] as { powerW: number }).powerW > 1000);
  await charger.do("presentToken", { idToken: "CARD-1" });
  await bench.untilStop();
  await bench.untilStatus("Finishing");
  const contexts = () => backEnd.requests("MeterValues").map((payload) => JSON.stringify(payload));
  await until("the meter values of the crossing", () => contexts().some((text) => text.includes('"context":"Other"')));
  await charger.do("plugOut", { evseId: 1 });
  const unplugged = await until("ConnectorUnplugged", () => backEnd.requests("DataTransfer")[0]);
  expect(unplugged).toMatchObject({ vendorId: "org.openchargealliance.costmsg", messageId: "ConnectorUnplugged" });
  expect(JSON.parse(String(unplugged["data"]))).toMatchObject({ transactionId });
  const bill = { transactionId, cost: 2, priceText: "2 in all", qrCodeText: "https://bills.example/1" };
  expect(await send(costMessage("FinalCost", bill))).toEqual(accepted);
  expect(await charger.evse()).toMatchObject({
    cost: { running: null, final: { amount: "2.000", text: "2 in all", qrCode: "https://bills.example/1" } },
  });
  expect(backEnd.problems()).toEqual([]);
  expect(charger.strays).toEqual([]);
});

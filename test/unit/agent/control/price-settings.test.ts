import { describe, expect, it } from "vitest";
import { epochMillis, hours, millis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { priceSettings } from "#agent/control/price-settings";
import { UserPrices } from "#agent/control/user-prices";
import { Variables } from "#agent/control/variables";
import { idToken } from "#agent/domain/authorization/id-token";
import { languages } from "#agent/domain/variables/catalogue/pricing";
import { FakeVariableStore } from "#test/support/ocpp-fake-stores";

function variables() {
  return new Variables({ store: new FakeVariableStore(), overrides: {}, facts: { numberOfConnectors: 1 } });
}

describe("the keys of prices", () => {
  it("DefaultPriceText: there is one for each of SupportedLanguages, whatever its case", () => {
    const all = variables();
    expect(all.text("supportedLanguages")).toBe(languages.join(","));
    for (const language of languages)
      expect(all.set(`DefaultPriceText,${language.toUpperCase()}`, '{"priceText":"x"}').ok).toBe(true);
    expect(all.set("DefaultPriceText,es", '{"priceText":"x"}')).toEqual({ ok: false, reason: "unknown" });
    expect(priceSettings(all).online?.extra.map(({ language }) => language)).toEqual(languages);
  });

  it.each([
    ["DefaultPrice", "free"],
    ["DefaultPrice", '{"priceText":1}'],
    ["DefaultPrice", `{"priceText":"${"x".repeat(500)}"}`],
    ["DefaultPriceText,fr", "{}"],
    ["Language", "es"],
    ["Language", ""],
    ["TimeOffset", "1 h"],
    ["TimeOffsetNextTransition", "+25:00"],
    ["NextTimeOffsetTransitionDateTime", "in March"],
    ["WaitForSetUserPriceTimeout", "30001"],
    ["CustomIdleFeeAfterStop", "perhaps"],
  ])("10.1 ChangeConfiguration of %s to %s is Rejected", (key, value) => {
    expect(variables().set(key, value)).toEqual({ ok: false, reason: "invalid" });
  });

  it.each([
    "CustomDisplayCostAndPrice",
    "CustomMultiLanguageMessages",
    "SupportedLanguages",
    "NumberOfDecimalsForCostValues",
  ])("10.1 %s says what there is and cannot be set", (key) => {
    expect(variables().set(key, "true")).toEqual({ ok: false, reason: "readOnly" });
  });

  it("DefaultPrice: offline words where there are some, in each language; without a price for the site the first language stands for it", () => {
    const all = variables();
    all.set("DefaultPriceText,fr", '{"priceText":"cher","priceTextOffline":"très cher"}');
    expect(priceSettings(all)).toMatchObject({ online: { text: "cher" }, offline: { text: "très cher" } });
    all.set("DefaultPrice", '{"priceText":"dear","chargingPrice":{"kWhPrice":1}}');
    expect(priceSettings(all)).toMatchObject({
      online: { text: "dear", extra: [{ language: "fr", text: "cher" }] },
      offline: { text: "dear", extra: [{ language: "fr", text: "très cher" }] },
      charging: { kWhPrice: 1 },
    });
    all.set("DefaultPrice", "");
    all.set("DefaultPriceText,fr", "");
    expect(priceSettings(all)).not.toHaveProperty("online");
  });

  it("TimeOffset, NextTimeOffsetTransitionDateTime, TimeOffsetNextTransition: the change counts when both its keys are set", () => {
    const all = variables();
    all.set("TimeOffset", "+01:00");
    all.set("NextTimeOffsetTransitionDateTime", "2026-03-29T01:00:00Z");
    expect(priceSettings(all).offsets).toEqual({ offset: hours(1) });
    all.set("TimeOffsetNextTransition", "+02:00");
    const change = { at: Date.UTC(2026, 2, 29, 1), offset: hours(2) };
    expect(priceSettings(all).offsets).toEqual({ offset: hours(1), change });
  });
});

describe("prices of drivers who have not begun", () => {
  const texts = { text: "x", extra: [] };
  const card = idToken("CARD");
  const build = () => {
    const clock = new VirtualClock(epochMillis(0));
    return { clock, prices: new UserPrices(clock) };
  };

  it("SetUserPrice: the newest of a token counts, whatever its case, once, and for a quarter of an hour", async () => {
    const { clock, prices } = build();
    prices.put({ token: card, texts: { ...texts, text: "old" } });
    prices.put({ token: idToken("card"), texts });
    expect(prices.take(card)).toEqual(texts);
    expect(prices.take(card)).toBeUndefined();
    prices.put({ token: card, texts });
    await clock.advance(seconds(15 * 60 + 1));
    expect(prices.find(card)).toBeUndefined();
  });

  it("SetUserPrice: a flood of them is not kept", () => {
    const { prices } = build();
    prices.put({ token: card, texts });
    for (let count = 0; count < 40; count += 1) prices.put({ token: idToken(`T${String(count)}`), texts });
    expect(prices.find(card)).toBeUndefined();
    expect(prices.find(idToken("T39"))).toEqual(texts);
  });

  it("WaitForSetUserPriceTimeout: who waits goes on at the price, at the end of the time, or when everything stops", async () => {
    const { clock, prices } = build();
    const gone: string[] = [];
    const wait = (name: string, token: string, patience: number) => {
      prices.awaited(idToken(token), millis(patience)).then(
        () => gone.push(name),
        () => gone.push("failed"),
      );
    };
    wait("none", "A", 0);
    wait("short", "A", 1000);
    wait("priced", "B", 60_000);
    wait("stopped", "C", 60_000);
    await clock.advance(seconds(2));
    expect(gone).toEqual(["none", "short"]);
    prices.put({ token: idToken("b"), texts });
    await clock.advance(millis(1));
    expect(gone).toEqual(["none", "short", "priced"]);
    prices.stop();
    await clock.advance(millis(1));
    expect(gone).toEqual(["none", "short", "priced", "stopped"]);
  });
});

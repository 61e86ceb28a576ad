import { describe, expect, it } from "vitest";
import { isDefaultPrice, readDefaultPrice } from "#agent/domain/cost/default-price";
import { amountText, textFor } from "#agent/domain/cost/price";

const texts = {
  text: "site",
  extra: [
    { language: "nl-BE", text: "vlaams" },
    { language: "fr", text: "français" },
  ],
};

describe("texts of prices", () => {
  it.each([
    ["fr", "français"],
    ["FR", "français"],
    ["fr-CA", "français"],
    ["nl", "vlaams"],
    ["de", "site"],
    ["", "site"],
  ])("priceTextExtra: in %j the driver reads %j", (language, text) => {
    expect(textFor(texts, language)).toBe(text);
  });

  it.each([
    [1.0005, 3, "1.001"],
    [0.1 + 0.2, 3, "0.300"],
    [1.005, 2, "1.01"],
    [-0.0001, 3, "0.000"],
    [-1.25, 1, "-1.3"],
    [2, 0, "2"],
  ])("NumberOfDecimalsForCostValues: %d with %d decimals is %s", (amount, decimals, text) => {
    expect(amountText(amount, decimals)).toBe(text);
  });
});

describe("DefaultPrice", () => {
  it("holds texts and prices, and may leave out all but the text", () => {
    const key = {
      priceText: "a",
      priceTextOffline: "b",
      chargingPrice: { kWhPrice: 0.4, hourPrice: 1, flatFee: 2 },
      more: 1,
    };
    expect(readDefaultPrice(JSON.stringify(key))).toEqual({
      text: "a",
      offlineText: "b",
      charging: { kWhPrice: 0.4, hourPrice: 1, flatFee: 2 },
    });
    expect(readDefaultPrice('{"priceText":"a","chargingPrice":null}')).toEqual({ text: "a" });
    expect(readDefaultPrice("")).toBeUndefined();
    expect(isDefaultPrice("")).toBe(true);
  });

  it.each([
    "a",
    "{",
    "[]",
    "null",
    '"text"',
    "{}",
    '{"priceText":5}',
    '{"priceText":"a","priceTextOffline":[]}',
    '{"priceText":"a","chargingPrice":"0.4"}',
    '{"priceText":"a","chargingPrice":{"kWhPrice":"0.4"}}',
    '{"priceText":"a","chargingPrice":{"flatFee":1e999}}',
    '{"__proto__":{"priceText":"a"}}',
  ])("10.1 refuses %s", (key) => {
    expect(isDefaultPrice(key)).toBe(false);
    expect(readDefaultPrice(key)).toBeUndefined();
  });
});

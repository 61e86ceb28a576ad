/** Deeper than any message of OCPP by far, and the most that a charger must look at. */
export const DEEPEST = 32;

const brackets = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

/** Texts to which no answer could be addressed. `call` is a good one to be broken. */
export function unaddressed(call: string): readonly string[] {
  return [
    ...[
      "",
      " ",
      "{",
      "null",
      "true",
      "7",
      '"text"',
      "{}",
      '{"a":1}',
      "[]",
      "[2]",
      "[2,7]",
      "[null]",
      "undefined",
      "NaN",
    ],
    ...['[2,7,"Reset",{"type":"Hard"}]', '[2,null,"ClearCache",{}]', '[2,["a"],"ClearCache",{}]'],
    ...[
      '["2","a","ClearCache",{}]',
      '[2.5,"a","ClearCache",{}]',
      '[-2,"a","ClearCache",{}]',
      '[9,"a",{}]',
      '[5,"a",{}]',
    ],
    ...['[6,"a","NotifyPeriodicEventStream",{}]', '[1e308,"a",{}]', '[[2],"a","ClearCache",{}]', "\ufeff[]", "\u0000"],
    ...['[2,{},"ClearCache",{}]', call.slice(0, -1), call.slice(1), `${call}${call}`, call.replaceAll('"', "'")],
    ...[`${call},`, "x".repeat(200_000), "[".repeat(1000), brackets(10_000), `[${"1,".repeat(100_000)}1]`],
  ];
}

/** Answers to what nobody asked. */
export function strays(): readonly string[] {
  return [
    ...['[3,"nobody",{}]', '[4,"nobody","GenericError","",{}]', "[3]", "[4]", '[3,"nobody"]', "[3,7,{}]", "[4,null]"],
    ...['[4,"nobody"]', '[4,"nobody",{"a":1},[],null]', '[3,"__proto__",{"__proto__":{"isOpen":true}}]'],
    ...[`[3,"nobody",${brackets(10_000)}]`, `[4,"nobody","${"E".repeat(100_000)}","",{}]`],
  ];
}

/** What may follow type and id and does not make a CALL. */
export const noCalls: readonly (readonly unknown[])[] = [
  ...[[], [5, {}], [null, {}], [{}, {}], [["Reset"], {}], [true], ["ClearCache"], ["Nonsense"], ["ClearCache", {}, {}]],
  ...[
    ["ClearCache", {}, null],
    ["Nonsense", {}, 1, 2, 3],
    ["Reset", { type: "Hard" }, { type: "Hard" }],
  ],
];

export function noActions(): readonly string[] {
  return [
    ...["", " ", "reset", "RESET", "Reset ", "ResetRequest", "Reset.req", "__proto__", "constructor", "toString"],
    ...["hasOwnProperty", "GetVariables", "TransactionEvent", "\u0000", "\ud800", "💥", "x".repeat(60_000)],
  ];
}

/** Ids that are texts and nothing else that an id should be. `own` is one that was never used. */
export function oddIds(own: string): readonly string[] {
  return [
    ...["", " ", "-1", "0", "__proto__", "constructor", "toString", "\u0000", "\ud800", "💥", '"', "\\", "\n"],
    ...[36, 37, 255, 10_000].map((length) => `${own}-`.padEnd(length, "x")),
  ];
}

/** Most readers take the last of two. */
export const duplicateKeys: readonly (readonly [action: string, payload: string])[] = [
  ["Reset", '{"type":"Hard","type":"Nonsense"}'],
  ["ChangeAvailability", '{"connectorId":1,"type":"Inoperative","connectorId":"1"}'],
  ["TriggerMessage", '{"requestedMessage":"Heartbeat","requestedMessage":1}'],
  ["GetConfiguration", '{"key":[],"key":["x"]}'],
  ["DataTransfer", '{"vendorId":"a","vendorId":"b","data":"c","data":"d"}'],
  ["UnlockConnector", '{"connectorId":1,"connectorId":null}'],
];

/** As wide as fits into 256 KiB. */
export function widePayloads(): readonly string[] {
  return [
    `{${Array.from({ length: 20_000 }, (_, index) => `"k${String(index)}":1`).join()}}`,
    `{"key":[${Array.from({ length: 50_000 }, () => '"a"').join()}]}`,
    `{"key":[${Array.from({ length: 100_000 }, () => "0").join()}]}`,
    `{"key":"${"x".repeat(200_000)}"}`,
  ];
}

export function oversizedPayloads(): readonly string[] {
  return [
    brackets(1_000_000),
    `{"data":"${"x".repeat(1_000_000)}"}`,
    `{"data":"${"x".repeat(5_000_000)}"}`,
    `${'{"a":'.repeat(300_000)}1${"}".repeat(300_000)}`,
  ];
}

export const depths: readonly number[] = [DEEPEST - 3, DEEPEST - 2, DEEPEST - 1, 100, 1000, 10_000, 100_000, 125_000];

/** A payload of so many levels; a broken one never ends. */
export function deepPayload(depth: number, isObject: boolean, isBroken: boolean): string {
  const [open, core, close] = isObject ? ['{"a":', "1", "}"] : ["[", "", "]"];
  return `{"vendorId":${open.repeat(depth - 1)}${core}${isBroken ? "" : close.repeat(depth - 1)}}`;
}

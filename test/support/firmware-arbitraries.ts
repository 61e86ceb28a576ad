import fc from "fast-check";
import { epochMillis, seconds } from "#hal/core/units";
import type { FirmwareOrder } from "#agent/domain/firmware/firmware-update";
import type { UpdateEvent } from "#agent/domain/firmware/update-machine";

type Bare<Event> = Event extends UpdateEvent ? Omit<Event, "at"> : never;
type Happening = Bare<UpdateEvent>;

const date = fc.constantFrom(0, 50, 150).map(epochMillis);

/** An order for about now; request ids tell them apart. */
export const anyOrder: fc.Arbitrary<FirmwareOrder> = fc.record(
  {
    location: fc.constant("http://files.test/fw.bin"),
    retrieveAt: date,
    installAt: date,
    retries: fc.integer({ min: 0, max: 2 }),
    retryInterval: fc.constant(seconds(1)),
    signed: fc.integer({ min: 1, max: 1_000_000 }).map((requestId) => ({
      requestId,
      certificate: "PEM",
      signature: "c2ln",
    })),
  },
  { requiredKeys: ["location", "retrieveAt", "retries", "retryInterval"] },
);

const why = fc.constant("because");

/** Whatever may come to the machine, in whatever state it is. */
export const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 2, arbitrary: anyOrder.map((order) => ({ type: "ordered" as const, order })) },
  fc.constantFrom("settled" as const, "trial" as const, "rolledBack" as const).map((slot) => ({
    type: "started" as const,
    slot,
  })),
  fc.record({
    type: fc.constant("download.failed" as const),
    isFinal: fc.boolean(),
    hasPart: fc.boolean(),
    why,
  }),
  fc.constantFrom(
    { type: "due" } as const,
    { type: "downloaded" } as const,
    { type: "verified" } as const,
    { type: "outlets.busy" } as const,
    { type: "outlets.free" } as const,
    { type: "proved" } as const,
  ),
  fc.record({ type: fc.constant("verification.failed" as const), why }),
  fc.record({ type: fc.constant("disproved" as const), why }),
  fc.record({ type: fc.constant("installed" as const), needsRestart: fc.boolean() }),
  fc.record({ type: fc.constant("install.failed" as const), isUnsuitable: fc.boolean(), why }),
);

/** Time never runs backwards here. */
export const anyCourse: fc.Arbitrary<readonly UpdateEvent[]> = fc
  .array(fc.tuple(anyHappening, fc.integer({ min: 0, max: 20 })), { maxLength: 60 })
  .map((steps) => {
    let now = 0;
    return steps.map(([happening, later]) => {
      now += later;
      return { ...happening, at: epochMillis(now) };
    });
  });

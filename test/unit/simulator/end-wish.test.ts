import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { epochMillis, millis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { EndWish } from "#simulator/end-wish";

function listening() {
  const process = new EventEmitter();
  const clock = new VirtualClock(epochMillis(0));
  const wish = new EndWish(process, clock);
  const heard: string[] = [];
  wish.listen({ first: () => heard.push("first"), insisted: () => heard.push("insisted") });
  return { process, clock, wish, heard };
}

describe("the wish to end", () => {
  it("is one wish when terminal and npm both pass it on", async () => {
    const { process, clock, heard } = listening();
    process.emit("SIGINT");
    await clock.advance(millis(300));
    process.emit("SIGINT");
    process.emit("SIGTERM");
    expect(heard).toEqual(["first"]);
  });

  it("is insisted on when it comes again later", async () => {
    const { process, clock, heard } = listening();
    process.emit("SIGHUP");
    await clock.advance(millis(1500));
    process.emit("SIGINT");
    expect(heard).toEqual(["first", "insisted"]);
  });

  it("leaves nothing behind", () => {
    const { process, wish } = listening();
    wish.unlisten();
    expect(process.eventNames()).toEqual([]);
  });
});

import { describe, expect, expectTypeOf, it } from "vitest";
import type * as page from "#simulator/panel/page/protocol";
import { commandIn } from "#simulator/panel/panel-controls";
import type { PanelPush } from "#simulator/panel/panel-model";

describe("what the server and the page say to each other", () => {
  it("has the same shape on both sides, as far as the compiler sees", () => {
    expectTypeOf<PanelPush>().toExtend<page.Push>();
  });

  it("lets a command through and nothing else", () => {
    const command: page.Command = { type: "command", id: 3, name: "tapCard", argument: "valid" };
    expect(commandIn(command)).toEqual({ id: 3, name: "tapCard", argument: "valid" });
    for (const other of [
      null,
      [],
      "command",
      { type: "command" },
      { ...command, id: "3" },
      { ...command, type: "x" },
    ]) {
      expect(commandIn(other)).toBeUndefined();
    }
  });
});

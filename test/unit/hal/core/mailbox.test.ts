import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { Mailbox } from "#hal/core/mailbox";

describe("a mailbox", () => {
  it("finishes one message before it begins the next", () => {
    const order: string[] = [];
    const mailbox = new Mailbox<number>((message) => {
      order.push(`begin ${String(message)}`);
      if (message === 1) {
        mailbox.post(2);
        mailbox.post(3);
      }
      order.push(`end ${String(message)}`);
    });

    mailbox.post(1);

    expect(order).toEqual(["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"]);
  });

  it("throws what its handler throws and handles the next message all the same", () => {
    const handled: number[] = [];
    const mailbox = new Mailbox<number>((message) => {
      if (message === 1) throw new AgentError("test.broken", "the first is broken");
      handled.push(message);
    });

    expect(() => {
      mailbox.post(1);
    }).toThrow("the first is broken");
    mailbox.post(2);

    expect(handled).toEqual([2]);
  });
});

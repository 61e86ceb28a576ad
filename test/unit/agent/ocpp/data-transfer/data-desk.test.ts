import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { DataDesk, type VendorMessages } from "#agent/ocpp/data-transfer/data-desk";
import { RecordingLog } from "#test/support/recording-log";

const echo: VendorMessages = {
  vendorId: "com.example",
  messages: {
    Echo: (data) => ({ status: "accepted", data }),
    Broken: () => {
      throw new AgentError("data.unreadable", "unreadable", { field: "cost" });
    },
    Failing: () => {
      throw new AgentError("store.failed", "disk");
    },
  },
};

describe("DataTransfer of the back end", () => {
  it("13.1 goes to the vendor and message that it names, whatever their case", () => {
    const desk = new DataDesk([echo, { vendorId: "org.other", messages: {} }], silentLog);
    const reply = { status: "accepted", data: "hello" };
    expect(desk.receive({ vendorId: "com.example", messageId: "Echo", data: "hello" })).toEqual(reply);
    expect(desk.receive({ vendorId: "COM.Example", messageId: "ECHO", data: "hello" })).toEqual(reply);
    expect(desk.receive({ vendorId: "com.example", messageId: "Echo" })).toEqual({ status: "accepted", data: "" });
  });

  it("13.1 answers UnknownVendorId without data, and UnknownMessageId also for a message without a name", () => {
    const desk = new DataDesk([echo], silentLog);
    expect(desk.receive({ vendorId: "com.exampl", messageId: "Echo", data: "x" })).toEqual({
      status: "unknownVendorId",
    });
    for (const messageId of ["Ech", "toString", "__proto__"])
      expect(desk.receive({ vendorId: "com.example", messageId })).toEqual({ status: "unknownMessageId" });
    expect(desk.receive({ vendorId: "com.example" })).toEqual({ status: "unknownMessageId" });
  });

  it("13.1 rejects data that cannot be read, and says in the log which field it was", () => {
    const log = new RecordingLog();
    const desk = new DataDesk([echo], log);
    expect(desk.receive({ vendorId: "com.example", messageId: "Broken", data: "{" })).toEqual({ status: "rejected" });
    expect(log.events).toContainEqual(
      expect.objectContaining({
        event: "data.unreadable",
        fields: expect.objectContaining({ vendorId: "com.example", messageId: "Broken", field: "cost" }) as unknown,
      }),
    );
  });

  it("lets a failure of its own be seen as one", () => {
    const desk = new DataDesk([echo], silentLog);
    expect(() => desk.receive({ vendorId: "com.example", messageId: "Failing" })).toThrow("disk");
  });
});

import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { minutes } from "#hal/core/units";
import { pairingCode } from "#agent/local/commissioning/label";
import { SiteBench } from "#test/support/site-bench";
import { equipmentSample, siteStateSample } from "#test/support/site-state";
import { sessionSample } from "#test/support/station-store-samples";

describe("commissioning", () => {
  it("leads from the factory by checks into service, with who did it", async () => {
    const bench = await SiteBench.open({ isActivationNeeded: true });
    const installer = await bench.visitorAs("installer");
    const post = (step: string) => installer.send("POST", `/api/commissioning/${step}`, {});
    expect(bench.lifeCycle.isBarring()).toBe(true);
    expect(await post("activate")).toMatchObject({ status: 409, json: { error: "notInstalled" } });

    await post("install");
    bench.state = { ...siteStateSample, csms: { ...siteStateSample.csms, connection: "offline" } };
    expect(await post("activate")).toMatchObject({
      status: 409,
      json: { error: "checksMissing", details: { missing: ["light", "backEnd"] } },
    });
    bench.state = siteStateSample;
    await installer.send("PUT", "/api/commissioning/light", { result: "passed" });
    expect((await post("activate")).status).toBe(200);

    expect(bench.lifeCycle.isBarring()).toBe(false);
    expect((await installer.get("/api/commissioning")).json).toMatchObject({
      stage: "activated",
      isActivationNeeded: true,
      installed: { by: "installer1" },
      activated: { by: "installer1" },
    });
  });

  it("does not put a charger into service whose lock is jammed", async () => {
    const bench = await SiteBench.open();
    const installer = await bench.visitorAs("installer");
    const withLock = (lock: "locked" | "unlocked" | "jammed") => {
      bench.equipment = { ...equipmentSample, outlets: equipmentSample.outlets.map((each) => ({ ...each, lock })) };
    };
    await installer.send("POST", "/api/commissioning/install", {});
    await installer.send("PUT", "/api/commissioning/light", { result: "passed" });
    withLock("jammed");
    expect((await installer.get("/api/commissioning")).text).toContain('"check":"lock","result":"failed"');
    expect(await installer.send("POST", "/api/commissioning/activate", {})).toMatchObject({
      json: { details: { missing: ["lock"] } },
    });
    withLock("unlocked");
    expect((await installer.get("/api/commissioning")).text).toContain('"check":"lock","result":"passed"');
    expect((await installer.send("POST", "/api/commissioning/activate", {})).status).toBe(200);
  });

  it("sees what the parts say of themselves, and fails those that do not answer", async () => {
    const bench = await SiteBench.open();
    const viewer = await bench.visitorAs("viewer");
    const results = async () => {
      const { json } = await viewer.get("/api/commissioning");
      const { checks } = json as { checks: { check: string; result: string; detail: string | null }[] };
      return Object.fromEntries(checks.map(({ check, result, detail }) => [check, `${result} ${detail ?? ""}`.trim()]));
    };
    expect(await results()).toMatchObject({
      board: "passed OpenEVSE",
      meter: "passed Eastron SDM630 22340001",
      reader: "passed reader",
      light: "open",
      lock: "absent",
      backEnd: "passed",
      testCharge: "open",
    });

    const outlets = equipmentSample.outlets.map((each) => ({ ...each, isBoardThere: false, isMeterThere: false }));
    bench.equipment = { ...equipmentSample, areReadersThere: false, outlets };

    expect(await results()).toMatchObject({
      board: "failed OpenEVSE",
      meter: "failed Eastron SDM630 22340001",
      reader: "failed reader",
    });
  });

  it("lets one charge be tested before the activation, for a quarter of an hour", async () => {
    const bench = await SiteBench.open({ isActivationNeeded: true });
    const installer = await bench.visitorAs("installer");
    await installer.send("POST", "/api/commissioning/install", {});
    await installer.send("POST", "/api/commissioning/test-charge", {});
    expect(bench.lifeCycle.isBarring()).toBe(false);
    const session = sessionSample("a");
    const ended = { at: bench.clock.now(), cause: "local", meterStop: session.meterStart + 120 } as const;
    bench.store.sessions.commit({
      session: { ...session, startedAt: bench.clock.now(), ended: { ...ended, meterStop: ended.meterStop as never } },
      facts: [],
    });

    expect((await installer.get("/api/commissioning")).text).toContain('"result":"passed","detail":"120 Wh"');
    await bench.clock.advance(minutes(16));
    expect(bench.lifeCycle.isBarring()).toBe(true);
  });

  it("hands over a report as JSON and as PDF in the language that is asked for", async () => {
    const bench = await SiteBench.open();
    const installer = await bench.visitorAs("installer");
    await installer.send("PATCH", "/api/configuration", { items: [{ name: "site.address", value: "1 Rue X" }] });

    const { json, text } = await installer.get("/api/commissioning/report");
    expect(json).toMatchObject({
      format: 1,
      stage: "factory",
      place: { address: "1 Rue X" },
      station: { serialNumber: "V-1" },
    });
    const { pin, password } = bench.label();
    expect(text).not.toContain(pin);
    expect(text).not.toContain(password);
    for (const language of ["en", "fr", "de", "nl"]) {
      const pdf = await installer.get(`/api/commissioning/report.pdf?language=${language}`);
      expect([pdf.status, pdf.headers["content-type"], pdf.text.slice(0, 5)]).toEqual([
        200,
        "application/pdf",
        "%PDF-",
      ]);
    }
    expect((await installer.get("/api/commissioning/report.pdf?language=xx")).status).toBe(400);
  });
});

describe("the label", () => {
  it("has a code that stays what it is for as long as there are labels", () => {
    const code = pairingCode({ serialNumber: "A;B 1", macAddress: "AA:BB:CC:00:11:22", pin: "12345678" });

    expect(code).toBe("BORNE:1;SN=A%3BB%201;MAC=AA:BB:CC:00:11:22;PIN=12345678");
  });

  it("is shown to the owner as data, picture and PDF, and is gone with its file", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");
    const { pin, password } = bench.label();

    expect((await owner.get("/api/commissioning/label")).json).toMatchObject({ serialNumber: "V-1", pin, password });
    const picture = await owner.get("/api/commissioning/label.svg");
    expect(picture.headers["content-type"]).toBe("image/svg+xml");
    expect(picture.text).toContain("<svg");
    expect((await owner.get("/api/commissioning/label.pdf")).text.slice(0, 5)).toBe("%PDF-");

    rmSync(join(bench.directory, "label.json"));
    for (const path of ["label", "label.svg", "label.pdf"])
      expect(await owner.get(`/api/commissioning/${path}`)).toMatchObject({
        status: 404,
        json: { error: "labelGone" },
      });
  });
});

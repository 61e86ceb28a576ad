import { describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import type { StateTree } from "#agent/domain/site/state-tree";
import { metricsText } from "#agent/telemetry/metric-text";
import { type MetricSources, stationMetrics } from "#agent/telemetry/station-metrics";
import { metricSample } from "#test/support/metric-samples";
import { chargingOutlet, freeOutlet, siteStateSample } from "#test/support/site-state";

const { now } = metricSample;
const calm: MetricSources = { ...metricSample, store: { ...metricSample.store, rebuiltAt: undefined } };

function linesOf(changes: Partial<MetricSources> = {}): readonly string[] {
  return metricsText(stationMetrics({ ...calm, ...changes })).split("\n");
}

function stateWith(csms: Partial<StateTree["csms"]>): StateTree {
  return { ...siteStateSample, csms: { ...siteStateSample.csms, ...csms } };
}

describe("the metrics of a charger", () => {
  it("have names of their own, units of measure, and the kind that their name says", () => {
    for (const { name, type, help, samples } of stationMetrics(calm)) {
      expect(name).toMatch(/^borne_[a-z]+(_[a-z]+)+$/);
      expect(name.endsWith("_total"), name).toBe(type === "counter");
      expect(help).toMatch(/^[A-Z1].*\.$/);
      for (const { labels = {} } of samples) expect(Object.keys(labels).join()).toMatch(/^[a-z_,]*$/);
    }
    const names = stationMetrics(calm).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("tell nothing of people", () => {
    const { session } = chargingOutlet;
    const text = linesOf().join("\n");
    expect(text).not.toContain(session?.transactionId);
    expect(text).not.toContain(session?.idTag);
    expect(text).not.toContain(siteStateSample.station.name);
  });

  it("tell of dead letters and of what waits, with the age of the oldest", () => {
    const lines = linesOf({
      state: stateWith({ deadLetters: 2, queued: 40 }),
      oldestWaiting: epochMillis(now - 90_000),
    });
    expect(lines).toContain("borne_dead_letters 2");
    expect(lines).toContain("borne_facts_waiting 40");
    expect(lines).toContain("borne_facts_waiting_age_seconds 90");
    expect(linesOf()).toContain("borne_facts_waiting_age_seconds 0");
    expect(linesOf({ oldestWaiting: epochMillis(now + 5000) })).toContain("borne_facts_waiting_age_seconds 0");
  });

  it.each([
    [undefined, 0, 0],
    [{ since: now, why: "no space", isSlow: false }, 1, 0],
    [{ since: now, why: "a flush took 5.0 s", isSlow: true }, 0, 1],
  ])("tell a disk that refuses from a slow one: %o", (trouble, isRefusing, isSlow) => {
    const lines = linesOf({ store: { ...calm.store, trouble } });
    expect(lines).toContain(`borne_store_trouble ${String(isRefusing)}`);
    expect(lines).toContain(`borne_store_slow ${String(isSlow)}`);
  });

  it("tell of the second copy, and of records made anew once they were", () => {
    expect(linesOf().some((line) => line.includes("rebuilt"))).toBe(false);
    const lines = linesOf({
      store: { ...calm.store, isInTwoPlaces: false, rebuiltAt: epochMillis(1_700_000_000_500) },
    });
    expect(lines).toContain("borne_store_two_places 0");
    expect(lines).toContain("borne_store_rebuilt_timestamp_seconds 1700000000.5");
  });

  it("tell of states as one 1 among zeros", () => {
    const lines = linesOf({ state: stateWith({ connection: "connecting", registration: "pending" }) });
    expect(lines).toContain('borne_csms_connection{state="connecting"} 1');
    expect(lines).toContain('borne_csms_connection{state="connected"} 0');
    expect(lines).toContain('borne_csms_registration{state="pending"} 1');
    expect(lines).toContain('borne_connector_status{evse="1",status="charging"} 1');
    expect(lines).toContain('borne_connector_status{evse="1",status="faulted"} 0');
    expect(lines.filter((line) => line.startsWith("borne_connector_status{"))).toHaveLength(9);
  });

  it("tell each outlet's values with its number, and leave out what nobody measures", () => {
    const state = { ...siteStateSample, evses: { "1": chargingOutlet, "2": { ...freeOutlet, meter: null } } };
    const lines = linesOf({ state });
    expect(lines).toContain('borne_evse_power_watts{evse="1"} 11040');
    expect(lines).toContain('borne_evse_current_amperes{evse="1",phase="L2"} 16');
    expect(lines).toContain('borne_meter_energy_watthours_total{evse="1"} 1234567');
    expect(lines).toContain('borne_session_active{evse="1"} 1');
    expect(lines).toContain('borne_session_energy_watthours{evse="1"} 4567');
    expect(lines).toContain('borne_session_active{evse="2"} 0');
    expect(lines.filter((line) => line.includes('evse="2"') && /watts|watthours|volts/.test(line))).toEqual([]);
  });

  it("count sessions, connections and the time since the start", () => {
    const lines = linesOf();
    expect(lines).toContain("borne_sessions_total 17");
    expect(lines).toContain("borne_csms_connections_total 3");
    expect(lines).toContain("borne_uptime_seconds 90");
    expect(lines).toContain('borne_build_info{version="0.0.0",vendor="Borne",model="Virtual",serial_number="V-1"} 1');
  });
});

import { describe, expect, it } from "vitest";
import { epochMillis, isoTime } from "#hal/core/units";
import type { AgentStatus } from "#simulator/panel/agent-status";
import { CurveHistory } from "#simulator/panel/curve-history";
import { agentStatus } from "#test/unit/simulator/panel/agent-status-sample";

const START = Date.UTC(2026, 2, 1, 12);

function measured(second: number, powerW = 7360): AgentStatus {
  const at = isoTime(epochMillis(START + second * 1000));
  return agentStatus({ at, importWh: 0, powerW, currentA: { L1: 15, L2: -16 }, voltageV: {} });
}

describe("the history of the curve", () => {
  it("keeps a point for each measurement with the strongest phase", () => {
    const history = new CurveHistory();
    expect(history.add(measured(0))).toEqual([{ evse: 1, at: START, powerW: 7360, currentA: 16 }]);
    expect(history.add(measured(0))).toEqual([]);
    expect(history.points()).toHaveLength(1);
  });

  it("forgets what is older than ten minutes", () => {
    const history = new CurveHistory();
    for (let second = 0; second <= 900; second += 10) history.add(measured(second));
    expect(history.points()).toHaveLength(60);
    expect(history.points()[0]?.at).toBe(START + 310_000);
  });

  it("starts afresh when the clock is set back", () => {
    const history = new CurveHistory();
    history.add(measured(600));
    history.add(measured(10));
    expect(history.points().map(({ at }) => at)).toEqual([START + 10_000]);
  });

  it("passes over a meter that is silent", () => {
    expect(new CurveHistory().add(agentStatus(null))).toEqual([]);
  });
});

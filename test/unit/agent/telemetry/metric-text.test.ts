import { expect, it } from "vitest";
import { metricsText } from "#agent/telemetry/metric-text";

it("metrics are told with help, type and one line a sample", () => {
  const text = metricsText([
    { name: "borne_a", type: "gauge", help: "Of one.", samples: [{ value: 1.5 }] },
    {
      name: "borne_b_total",
      type: "counter",
      help: "Of two.",
      samples: [
        { labels: { evse: "1" }, value: 10 },
        { labels: { evse: "2", phase: "L1" }, value: 0 },
      ],
    },
  ]);
  expect(text).toBe(`# HELP borne_a Of one.
# TYPE borne_a gauge
borne_a 1.5
# HELP borne_b_total Of two.
# TYPE borne_b_total counter
borne_b_total{evse="1"} 10
borne_b_total{evse="2",phase="L1"} 0
`);
});

it("metrics without a sample are left out, help and all", () => {
  expect(metricsText([{ name: "borne_a", type: "gauge", help: "Of none.", samples: [] }])).toBe("");
});

it("no text of ours ends a line, a label or a comment before its time", () => {
  const labels = { model: 'a"b\\c\nd' };
  const text = metricsText([
    { name: "borne_a", type: "gauge", help: 'one\ntwo\\three "four"', samples: [{ labels, value: 1 }] },
  ]);
  expect(text).toBe(
    '# HELP borne_a one\\ntwo\\\\three "four"\n# TYPE borne_a gauge\nborne_a{model="a\\"b\\\\c\\nd"} 1\n',
  );
});

it.each([
  [Number.NaN, "NaN"],
  [Infinity, "+Inf"],
  [-Infinity, "-Inf"],
  [1e21, "1e+21"],
  [-0.25, "-0.25"],
])("the number %s is told as %s", (value, told) => {
  expect(metricsText([{ name: "a", type: "gauge", help: "", samples: [{ value }] }])).toContain(`\na ${told}\n`);
});

import { describe, expect, it } from "vitest";
import { SeededRandom } from "#hal/core/random";
import { type FrameMischief, frameMischiefs, FrameTrouble } from "#test/support/frame-mischief";

const call = JSON.stringify([2, "csms-1", "Reset", { type: "Soft" }]);
const answer = (id: string) => JSON.stringify([3, id, {}]);

/** What arrives of texts that the back end sends while so much is planned. */
function arrivals(texts: readonly string[], ...plan: readonly FrameMischief[]) {
  const trouble = new FrameTrouble(new SeededRandom(1).stream("frames"));
  const arrived: { readonly text: string; readonly isLate: boolean }[] = [];
  const cuts: number[] = [];
  for (const what of plan) trouble.plan(what);
  for (const text of texts)
    trouble.pass("csms", text, {
      deliver: (piece, later) => arrived.push({ text: piece, isLate: later !== undefined }),
      cut: () => cuts.push(arrived.length),
    });
  return { trouble, cuts, arrived, texts: arrived.map(({ text }) => text) };
}

describe("frames that meet with trouble", () => {
  it("pass as they are while nothing is planned", () => {
    expect(arrivals([call, answer("a")]).texts).toEqual([call, answer("a")]);
  });

  it("come twice, once only", () => {
    expect(arrivals([answer("a"), answer("b")], "frame repeated").texts).toEqual([
      answer("a"),
      answer("a"),
      answer("b"),
    ]);
  });

  it("are asked again under another id, once the next call comes by", () => {
    const { texts, trouble } = arrivals([answer("a"), call], "call asked anew");
    expect(texts).toEqual([answer("a"), call, call.replace("csms-1", "csms-1-again")]);
    expect(trouble.happened.get("call asked anew")).toBe(1);
  });

  it("are cut short, and the link ends behind the half that arrived", () => {
    const { texts, cuts } = arrivals([call], "frame cut short");
    expect(call.startsWith(texts[0] ?? "?")).toBe(true);
    expect(texts[0]?.length).toBeLessThan(call.length);
    expect(cuts).toEqual([1]);
  });

  it("are late, so that others overtake them", () => {
    expect(arrivals([call, answer("a")], "frame overtaken").arrived).toEqual([
      { text: call, isLate: true },
      { text: answer("a"), isLate: false },
    ]);
  });

  it("bring along an answer of old", () => {
    expect(arrivals([answer("a"), call], "answer of old").texts).toEqual([answer("a"), answer("a"), call]);
  });

  it("bring along an answer to nobody", () => {
    const { texts } = arrivals([call], "answer to nobody");
    expect(texts).toEqual([expect.stringContaining("nobody-"), call]);
  });

  it("are counted by what they really met with", () => {
    const { trouble } = arrivals([answer("a")], ...frameMischiefs);
    expect([...trouble.happened.values()].reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it("pass as they are when they come from the station, unless they are cut short", () => {
    const trouble = new FrameTrouble(new SeededRandom(1).stream("frames"));
    const arrived: string[] = [];
    const line = { deliver: (text: string) => arrived.push(text), cut: (reason: string) => arrived.push(reason) };
    trouble.plan("frame repeated");
    trouble.pass("station", answer("a"), line);
    trouble.forget();
    trouble.plan("frame cut short");
    trouble.pass("station", answer("b"), line);
    expect(arrived).toEqual([answer("a"), expect.any(String), "reset by peer"]);
  });
});

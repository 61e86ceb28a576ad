import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { Signal } from "#hal/core/signal";

describe("a signal", () => {
  it("tells every listener, in the order in which they came", () => {
    const signal = new Signal<number>();
    const heard: string[] = [];
    signal.listen((value) => heard.push(`a${String(value)}`));
    signal.listen((value) => heard.push(`b${String(value)}`));

    signal.emit(1);

    expect(heard).toEqual(["a1", "b1"]);
  });

  it("tells nothing of the time before the listening and after its end", () => {
    const signal = new Signal<number>();
    const heard: number[] = [];
    signal.emit(1);
    const cancel = signal.listen((value) => heard.push(value));
    signal.emit(2);

    cancel();
    cancel();
    signal.emit(3);

    expect(heard).toEqual([2]);
  });

  it("counts the same listener twice when it listens twice", () => {
    const signal = new Signal<number>();
    let calls = 0;
    const listener = () => {
      calls++;
    };
    const cancel = signal.listen(listener);
    signal.listen(listener);

    cancel();
    signal.emit(1);

    expect(calls).toBe(1);
  });

  it("reports a listener that throws and goes on with the others", () => {
    const failures: unknown[] = [];
    const signal = new Signal<number>((error) => failures.push(error));
    const heard: number[] = [];
    signal.listen(() => {
      throw new AgentError("test.broken", "this listener is broken");
    });
    signal.listen((value) => heard.push(value));

    signal.emit(1);

    expect(heard).toEqual([1]);
    expect(failures).toHaveLength(1);
  });

  it("bears listeners that come and go while it tells", () => {
    const signal = new Signal<number>();
    const heard: string[] = [];
    const cancel = signal.listen(() => {
      cancel();
      signal.listen(() => heard.push("late"));
    });

    signal.emit(1);
    signal.emit(2);

    expect(heard).toEqual(["late"]);
  });
});

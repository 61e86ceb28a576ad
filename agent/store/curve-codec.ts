import type { CurveLimit, PowerCurve } from "#agent/domain/site/power-curve";
import { corruptRow, FieldReader, listIn, parseBody, type RowPlace } from "#agent/store/field-reader";

export function encodeCurve({ step, watts, wattHours, limits }: PowerCurve): string {
  const rows = limits.map(({ after, owner, amperes }) => [after, owner, amperes]);
  return JSON.stringify({ step, watts, wattHours, limits: rows });
}

/** @throws AgentError `store.corrupt-row` */
export function decodeCurve(place: RowPlace, text: string): PowerCurve {
  const body = parseBody(place, text);
  const fields: Readonly<Record<string, unknown>> = typeof body === "object" && body !== null ? { ...body } : {};
  const step = new FieldReader(place, fields).number("step");
  return {
    step,
    watts: numbersIn(place, fields["watts"]),
    wattHours: numbersIn(place, fields["wattHours"]),
    limits: listIn(place, fields["limits"]).map((each) => limitIn(place, each)),
  };
}

function numbersIn(place: RowPlace, value: unknown): readonly (number | null)[] {
  return listIn(place, value).map((each) => {
    if (each === null || typeof each === "number") return each;
    throw corruptRow(place, "body");
  });
}

function limitIn(place: RowPlace, value: unknown): CurveLimit {
  const [after, owner, amperes] = listIn(place, value);
  if (typeof after !== "number" || typeof owner !== "string" || typeof amperes !== "number")
    throw corruptRow(place, "body");
  return { after, owner, amperes };
}

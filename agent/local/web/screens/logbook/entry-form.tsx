import { useState } from "preact/hooks";
import { doubts, type EntryProblem, entryProblems } from "#agent/domain/logbook/logbook-entry";
import { Check } from "../../components/check";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import type { Reply } from "../../model/api";
import { useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { logbookTexts } from "./logbook-texts";

/** As the charger takes it. */
export interface EntryBody {
  readonly odometer: number | null;
  readonly plate: string;
  readonly confirmed: boolean;
}

interface EntryFormProps {
  readonly submit: string;
  readonly first?: { readonly odometer: number | null; readonly plate: string | null };
  /** Something is known already where nothing is typed. */
  readonly isPlateKnown?: boolean;
  readonly send: (body: EntryBody) => Promise<Reply<unknown>>;
  readonly onDone: () => Promise<void> | void;
  /** Better words for refusals that are not about the entry. */
  readonly own?: Readonly<Record<string, string>>;
}

interface Mistake {
  readonly problem?: EntryProblem;
  /** Of another refusal. */
  readonly words?: string;
}

/** Odometer and plate. What the charger finds improbable has to be confirmed. */
export function EntryForm({ submit, first, isPlateKnown = false, send, onDone, own = {} }: EntryFormProps) {
  const texts = useTexts(logbookTexts);
  const shell = useTexts(shellTexts);
  const [odometer, setOdometer] = useState(String(first?.odometer ?? ""));
  const [plate, setPlate] = useState(first?.plate ?? "");
  const [isConfirmed, setConfirmed] = useState(false);
  const [mistake, setMistake] = useState<Mistake>({});
  const typed = (put: (text: string) => void) => (text: string) => {
    put(text);
    setConfirmed(false);
    setMistake({});
  };
  const save = async () => {
    const number = wholeNumber(odometer);
    if (number === undefined) {
      setMistake({ problem: "odometerInvalid" });
      return;
    }
    const reply = await send({ odometer: number, plate, confirmed: isConfirmed });
    if (reply.ok) {
      setMistake({});
      await onDone();
      return;
    }
    const problem = entryProblems.find((each) => each === reply.error);
    setMistake(problem === undefined ? { words: own[reply.error] ?? refusalWords(reply, shell) } : { problem });
  };
  const wrong = fieldOf(mistake.problem);
  const isDoubtful = doubts.some((each) => each === mistake.problem);
  const error = mistake.problem && texts.problems[mistake.problem];
  return (
    <Form submit={submit} onSubmit={save} isReady={!isDoubtful || isConfirmed}>
      <Field
        label={texts.odometer}
        value={odometer}
        onInput={typed(setOdometer)}
        inputMode="numeric"
        autoComplete="off"
        maxLength={12}
        error={wrong === "odometer" ? error : undefined}
      />
      <Field
        label={texts.plate}
        value={plate}
        onInput={typed(setPlate)}
        autoComplete="off"
        maxLength={24}
        hint={isPlateKnown ? texts.plateKnown : undefined}
        error={wrong === "plate" ? error : undefined}
      />
      {isDoubtful && <Check label={texts.confirm} isOn={isConfirmed} onChange={setConfirmed} />}
      {mistake.words !== undefined && <Notice mood="problem">{mistake.words}</Notice>}
    </Form>
  );
}

function fieldOf(problem: EntryProblem | undefined): "plate" | "odometer" | undefined {
  if (problem === undefined) return undefined;
  return problem === "plateMissing" || problem === "plateInvalid" ? "plate" : "odometer";
}

/** Null for nothing; undefined for what is no whole number. People group digits by blanks. */
function wholeNumber(text: string): number | null | undefined {
  const digits = text.replace(/\s/g, "");
  if (digits === "") return null;
  return /^\d{1,8}$/.test(digits) ? Number(digits) : undefined;
}

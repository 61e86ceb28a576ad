import { useState } from "preact/hooks";
import { useTexts } from "../model/page";
import type { Reply } from "../model/api";
import { shellTexts } from "../texts/shell";
import { Notice } from "./notice";
import { refusalWords } from "./refusal-words";

interface Words {
  readonly mood: "good" | "problem";
  readonly text: string;
}

/** What came of the last thing that was asked of the charger, as a line to show and the way to set it. */
export interface Said {
  readonly words: Words | undefined;
  /** `own` has better words for some refusals than the page in general. */
  readonly tell: (reply: Reply<unknown>, done: string, own?: Readonly<Record<string, string>>) => void;
}

export function useSaid(): Said {
  const shell = useTexts(shellTexts);
  const [words, setWords] = useState<Words | undefined>(undefined);
  const tell: Said["tell"] = (reply, done, own = {}) => {
    if (reply.ok) setWords({ mood: "good", text: done });
    else setWords({ mood: "problem", text: own[reply.error] ?? refusalWords(reply, shell) });
  };
  return { words, tell };
}

export function SaidNotice({ words }: Pick<Said, "words">) {
  return words === undefined ? null : <Notice mood={words.mood}>{words.text}</Notice>;
}

import { useState } from "preact/hooks";
import { refusalWords } from "../../components/refusal-words";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { type Outcomes, refusedIn } from "../settings/outcomes";
import type { MailTexts } from "./mail-en";
import { mailTexts } from "./mail-texts";

export type MailName = keyof MailTexts["names"];
export type MailValues = Readonly<Partial<Record<MailName, string>>>;

/** What somebody has typed and what came of it. */
export interface MailDraft {
  readonly value: (name: MailName) => string;
  readonly wish: (name: MailName) => (text: string) => void;
  readonly isRefused: (name: MailName) => boolean;
  readonly password: string;
  readonly setPassword: (password: string) => void;
  readonly words: { readonly mood: "good" | "problem"; readonly text: string } | undefined;
  readonly save: () => Promise<void>;
}

/** What is not changed is not sent; the password goes its own way, on which nothing comes back. */
export function useMailDraft(known: MailValues, onSaved: () => Promise<void>): MailDraft {
  const { api } = usePage();
  const texts = useTexts(mailTexts);
  const shell = useTexts(shellTexts);
  const [wishes, setWishes] = useState<MailValues>({});
  const [password, setPassword] = useState("");
  const [refused, setRefused] = useState<readonly string[]>([]);
  const [words, setWords] = useState<MailDraft["words"]>(undefined);
  const save = async () => {
    const items = Object.entries(wishes).map(([name, value]) => ({ name, value }));
    const reply = await api.send<Outcomes>("PATCH", "/api/configuration", { items });
    const kept = password === "" ? undefined : await api.send("PUT", "/api/mail/password", { password });
    const bad = refusedIn(reply);
    setRefused(bad);
    if (kept?.ok === true) setPassword("");
    const failed = [reply, kept].find((each) => each?.ok === false);
    if (failed?.ok === false) setWords({ mood: "problem", text: refusalWords(failed, shell) });
    else setWords(bad.length === 0 ? { mood: "good", text: texts.saved } : { mood: "problem", text: texts.notAll });
    await onSaved();
  };
  return {
    value: (name) => wishes[name] ?? known[name] ?? "",
    wish: (name) => (text) => {
      setWishes({ ...wishes, [name]: text });
      setRefused(refused.filter((each) => each !== name));
      setWords(undefined);
    },
    isRefused: (name) => refused.includes(name),
    password,
    setPassword: (text) => {
      setPassword(text);
      setWords(undefined);
    },
    words,
    save,
  };
}

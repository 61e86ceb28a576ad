import { useId, useState } from "preact/hooks";
import { Notice } from "../../components/notice";
import { Press } from "../../components/press";
import { isRecord } from "../../model/api";
import { usePage, useTexts } from "../../model/page";
import type { Outcomes } from "./outcomes";
import { settingsTexts } from "./settings-texts";

/** Export, and import with a look before the leap. */
export function TakeAlong({ onTaken }: { readonly onTaken: () => Promise<void> }) {
  const { api } = usePage();
  const texts = useTexts(settingsTexts);
  const id = useId();
  const [document, setDocument] = useState<object | undefined>(undefined);
  const [words, setWords] = useState<string | undefined>(undefined);
  const [isBad, setBad] = useState(false);
  const send = async (dryRun: boolean) => {
    const reply = await api.send<Outcomes>("POST", "/api/configuration/import", { document, dryRun });
    setBad(!reply.ok);
    setWords(reply.ok ? outcomeWords(reply.body, texts.outcome) : texts.damaged);
    if (reply.ok && !dryRun) await onTaken();
  };
  const read = async (file: File | undefined) => {
    const found = file === undefined ? undefined : parsed(await file.text());
    setDocument(found);
    setBad(found === undefined);
    setWords(found === undefined ? texts.damaged : undefined);
  };
  return (
    <section class="card">
      <h2>{texts.takeAlong}</h2>
      <p class="hint">{texts.takeAlongWhy}</p>
      <p>
        <a href="/api/configuration/export" download="configuration.json">
          {texts.download}
        </a>
      </p>
      <label for={id}>{texts.upload}</label>{" "}
      <input
        id={id}
        type="file"
        accept="application/json,.json"
        onChange={({ currentTarget }) => {
          read(currentTarget.files?.[0]).catch(() => undefined);
        }}
      />
      {document !== undefined && (
        <div class="buttons">
          <Press text={texts.tryIt} onPress={() => send(true)} />
          <Press text={texts.takeOver} onPress={() => send(false)} look="main" />
        </div>
      )}
      {words !== undefined && <Notice mood={isBad ? "problem" : "good"}>{words}</Notice>}
    </section>
  );
}

function outcomeWords({ items }: Outcomes, words: (changed: number, refused: number) => string): string {
  const count = (...wanted: readonly string[]) => items.filter(({ outcome }) => wanted.includes(outcome)).length;
  return words(count("accepted", "rebootRequired"), count("unknown", "readOnly", "invalid"));
}

function parsed(text: string): object | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return isRecord(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

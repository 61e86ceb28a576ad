import { useId, useState } from "preact/hooks";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { tagsTexts } from "./tags-texts";

interface Imported {
  readonly items: readonly { readonly line: number; readonly outcome: string }[];
}

/** All tags at once, from and to a spreadsheet. */
export function TagFiles({ onImported }: { readonly onImported: () => Promise<void> }) {
  const { api } = usePage();
  const texts = useTexts(tagsTexts);
  const shell = useTexts(shellTexts);
  const id = useId();
  const [result, setResult] = useState<{ readonly mood: "good" | "problem"; readonly words: string } | undefined>();
  const send = async (file: File) => {
    const reply = await api.send<Imported>("POST", "/api/tag-file", { csv: await file.text() });
    if (!reply.ok) {
      const words = reply.error === "heading" ? texts.badHeading : refusalWords(reply, shell);
      setResult({ mood: "problem", words });
      return;
    }
    const { items } = reply.body;
    const good = items.filter(({ outcome }) => outcome === "accepted").length;
    setResult({
      mood: good === items.length ? "good" : "problem",
      words: texts.imported(String(good), String(items.length - good)),
    });
    await onImported();
  };
  return (
    <section class="card">
      <h2>{texts.files}</h2>
      <p>
        <a href="/api/tag-file" download>
          {texts.exportCsv}
        </a>
      </p>
      <div class="field">
        <label for={id}>{texts.importCsv}</label>
        <input
          id={id}
          type="file"
          accept=".csv,text/csv"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file !== undefined) send(file).catch(() => undefined);
          }}
        />
      </div>
      {result !== undefined && <Notice mood={result.mood}>{result.words}</Notice>}
    </section>
  );
}

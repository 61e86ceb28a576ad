import { useState } from "preact/hooks";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { accessTexts } from "./access-texts";

/** For somebody without an account: a PIN, and two buttons. */
export function GuestForm() {
  const { api } = usePage();
  const texts = useTexts(accessTexts);
  const shell = useTexts(shellTexts);
  const [pin, setPin] = useState("");
  const [result, setResult] = useState<{ readonly mood: "good" | "problem"; readonly words: string } | undefined>();
  const words: Readonly<Record<string, string>> = {
    wrong: texts.guestWrong,
    busy: texts.guestBusy,
    nothing: texts.guestNothing,
    noToken: texts.guestNoToken,
  };
  const ask = async (word: "start" | "stop") => {
    const reply = await api.send("POST", `/api/guests/${word}`, { pin });
    if (reply.ok) setResult({ mood: "good", words: word === "start" ? texts.guestStarted : texts.guestStopped });
    else setResult({ mood: "problem", words: words[reply.error] ?? refusalWords(reply, shell) });
  };
  return (
    <>
      <Form submit={texts.guestStart} onSubmit={() => ask("start")} isReady={pin.trim() !== ""}>
        <Field
          label={texts.guestPin}
          value={pin}
          onInput={setPin}
          inputMode="numeric"
          autoComplete="off"
          maxLength={20}
        />
      </Form>
      <button
        type="button"
        disabled={pin.trim() === ""}
        onClick={() => {
          ask("stop").catch(() => undefined);
        }}
      >
        {texts.guestStop}
      </button>
      {result !== undefined && <Notice mood={result.mood}>{result.words}</Notice>}
    </>
  );
}

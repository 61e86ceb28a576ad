import { useState } from "preact/hooks";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { loginTexts } from "./login-texts";
import { isGood, NewPassword } from "./new-password";

/** The way back for an owner who forgot: button, PIN, new password. */
export function RecoverForm({ onDone }: { readonly onDone: () => void }) {
  const { session } = usePage();
  const texts = useTexts(loginTexts);
  const shell = useTexts(shellTexts);
  const [pin, setPin] = useState("");
  const [next, setNext] = useState("");
  const [repeated, setRepeated] = useState("");
  const [error, setError] = useState<string | undefined>(undefined);
  const recover = async () => {
    const reply = await session.recover(pin.trim(), next);
    if (reply.ok) onDone();
    else if (reply.error === "buttonNeeded") setError(texts.buttonNeeded);
    else setError(reply.error === "wrong" || reply.error === "invalid" ? texts.wrongPin : refusalWords(reply, shell));
  };
  return (
    <Form submit={texts.recover} onSubmit={recover} isReady={pin !== "" && isGood(next, repeated)}>
      <Notice mood="info">{texts.recoverHow}</Notice>
      <Field label={texts.pin} value={pin} onInput={setPin} inputMode="numeric" autoComplete="off" error={error} />
      <NewPassword value={next} repeated={repeated} onInput={setNext} onRepeat={setRepeated} />
    </Form>
  );
}

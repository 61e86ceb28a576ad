import { useState } from "preact/hooks";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { TasteControls } from "../../components/taste-controls";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { loginTexts } from "./login-texts";
import { isGood, NewPassword } from "./new-password";

/** One's own password: by one's own wish, or because nothing else is open before. */
export function PasswordScreen({ isForced }: { readonly isForced: boolean }) {
  const texts = useTexts(loginTexts);
  if (!isForced) return <ChangeForm />;
  return (
    <main class="gate" aria-labelledby="screen-title">
      <h1 id="screen-title">{texts.changeTitle}</h1>
      <Notice mood="info">{texts.changeWhy}</Notice>
      <ChangeForm />
      <TasteControls />
    </main>
  );
}

function ChangeForm() {
  const { session } = usePage();
  const texts = useTexts(loginTexts);
  const shell = useTexts(shellTexts);
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [repeated, setRepeated] = useState("");
  const [error, setError] = useState<string | undefined>(undefined);
  const [isDone, setDone] = useState(false);
  const change = async () => {
    const reply = await session.changePassword(current, next);
    setDone(reply.ok);
    if (!reply.ok) setError(reply.error === "wrong" ? texts.wrongCurrent : refusalWords(reply, shell));
  };
  if (isDone) return <Notice mood="good">{texts.changed}</Notice>;
  return (
    <Form submit={texts.change} onSubmit={change} isReady={current !== "" && isGood(next, repeated, current)}>
      <Field
        label={texts.current}
        value={current}
        onInput={setCurrent}
        type="password"
        autoComplete="current-password"
        error={error}
      />
      <NewPassword value={next} repeated={repeated} before={current} onInput={setNext} onRepeat={setRepeated} />
    </Form>
  );
}

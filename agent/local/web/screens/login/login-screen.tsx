import { useState } from "preact/hooks";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { TasteControls } from "../../components/taste-controls";
import { usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { accessTexts } from "../access/access-texts";
import { GuestForm } from "../access/guest-form";
import { loginTexts } from "./login-texts";
import { RecoverForm } from "./recover-form";

/** The first thing that a visitor sees. */
export function LoginScreen() {
  const texts = useTexts(loginTexts);
  const access = useTexts(accessTexts);
  const [mode, setMode] = useState<"login" | "recover" | "recovered" | "guest">("login");
  const isRecovering = mode === "recover";
  if (mode === "guest")
    return (
      <main class="gate" aria-labelledby="screen-title">
        <h1 id="screen-title">{access.guestTitle}</h1>
        <GuestForm />
        <button
          type="button"
          class="quiet"
          onClick={() => {
            setMode("login");
          }}
        >
          {texts.back}
        </button>
        <TasteControls />
      </main>
    );
  return (
    <main class="gate" aria-labelledby="screen-title">
      <h1 id="screen-title">{isRecovering ? texts.recoverTitle : texts.title}</h1>
      {mode === "recovered" && <Notice mood="good">{texts.recovered}</Notice>}
      {isRecovering ? (
        <RecoverForm
          onDone={() => {
            setMode("recovered");
          }}
        />
      ) : (
        <LoginForm />
      )}
      <button
        type="button"
        class="quiet"
        onClick={() => {
          setMode(isRecovering ? "login" : "recover");
        }}
      >
        {isRecovering ? texts.back : texts.forgotten}
      </button>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          setMode("guest");
        }}
      >
        {access.guestTitle}
      </button>
      <TasteControls />
    </main>
  );
}

function LoginForm() {
  const { session } = usePage();
  const texts = useTexts(loginTexts);
  const shell = useTexts(shellTexts);
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | undefined>(undefined);
  const logIn = async () => {
    const reply = await session.logIn(account, password);
    if (!reply.ok) setError(reply.error === "wrong" ? texts.wrong : refusalWords(reply, shell));
  };
  return (
    <Form submit={texts.logIn} onSubmit={logIn} isReady={account !== "" && password !== ""}>
      <Field
        label={texts.account}
        value={account}
        onInput={setAccount}
        autoComplete="username"
        hint={texts.firstHint}
      />
      <Field
        label={texts.password}
        value={password}
        onInput={setPassword}
        type="password"
        autoComplete="current-password"
        error={error}
      />
    </Form>
  );
}

import { useState } from "preact/hooks";
import { passwordLack } from "#agent/domain/site/password-rule";
import { type Role, roles } from "#agent/domain/site/role";
import { Choice } from "../../components/choice";
import { Field } from "../../components/field";
import { Form } from "../../components/form";
import { SaidNotice, useSaid } from "../../components/said";
import { usePage, useTexts } from "../../model/page";
import { loginTexts } from "../login/login-texts";
import { accountsTexts } from "./accounts-texts";

interface AccountFormProps {
  /** The one to be changed; a new one otherwise. */
  readonly account?: { readonly name: string; readonly role: Role };
  readonly onDone: () => Promise<void>;
}

const namePattern = /^[a-z0-9][a-z0-9._-]{1,31}$/;

export function AccountForm({ account, onDone }: AccountFormProps) {
  const { api } = usePage();
  const texts = useTexts(accountsTexts);
  const login = useTexts(loginTexts);
  const said = useSaid();
  const [name, setName] = useState(account?.name ?? "");
  const [role, setRole] = useState<Role>(account?.role ?? "viewer");
  const [password, setPassword] = useState("");
  const lacks = password === "" ? [] : passwordLack(password);
  const send = async () => {
    const reply = await api.send("PUT", `/api/accounts/${name}`, { role, password });
    said.tell(reply, texts.done, { ownPassword: texts.ownPassword, tooMany: texts.tooMany });
    if (!reply.ok) return;
    setName(account?.name ?? "");
    setPassword("");
    await onDone();
  };
  return (
    <Form
      submit={account === undefined ? texts.add : texts.give}
      onSubmit={send}
      isReady={namePattern.test(name) && password !== "" && lacks.length === 0}
    >
      {account === undefined && (
        <Field
          label={texts.name}
          value={name}
          onInput={(text) => {
            setName(text.trim().toLowerCase());
          }}
          hint={texts.nameHint}
          autoComplete="off"
        />
      )}
      <Choice
        label={texts.role}
        value={role}
        options={roles.map((value) => ({ value, text: texts.roles[value] }))}
        onChoose={setRole}
      />
      <Field
        label={texts.password}
        value={password}
        onInput={setPassword}
        type="password"
        autoComplete="new-password"
        hint={texts.passwordHint}
        error={lacks.length === 0 ? undefined : login.lacking(lacks.map((lack) => login.lacks[lack]).join(", "))}
      />
      <SaidNotice words={said.words} />
    </Form>
  );
}

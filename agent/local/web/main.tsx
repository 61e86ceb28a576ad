import { render } from "preact";
import { App } from "./app";
import { makePage, PageContext } from "./model/page";

const root = document.getElementById("page");
if (root !== null) {
  const page = makePage();
  render(
    <PageContext.Provider value={page}>
      <App />
    </PageContext.Provider>,
    root,
  );
}

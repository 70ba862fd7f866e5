/*
 * What Notebook has of ours for a participant: a notebook that was released is read and answered, like a page. Nobody
 * sees that there are programs in it, and nobody runs them: that is done here.
 *
 * A prebuilt extension, as a builder would have written it: Notebook loads this file, calls `init` with what it shares,
 * and then takes the plugin from `get`.
 */
(() => {
  const NAME = "kurs-participant";
  /** What `kurs release` leaves in a notebook to be run, and what an exercise begins with: nothing else ever is. */
  const LOADS = "%load_ext toolkit";
  const RUNS = [/^%load_ext toolkit$/, /^%%exercise\n/, /^%hand_in$/];
  let scope;

  const shared = async (name) => (await Object.values(scope[name])[0].get())();

  // At once, before anything is drawn.
  const look = document.createElement("link");
  look.rel = "stylesheet";
  look.href = new URL("look.css", document.currentScript.src).href;
  document.head.append(look);
  document.documentElement.lang = "sv";

  const sourceOf = (cell) => cell.model.sharedModel.getSource();
  const isRun = (cell) => cell.model.type === "code" && RUNS.some((one) => one.test(sourceOf(cell)));

  /** Return the first heading, as it is written. */
  const titleOf = ({ widgets }) => widgets.map((cell) => /^# (.+)$/m.exec(sourceOf(cell))?.[1]).find(Boolean);

  /** Run what is ours in a notebook when its kernel is ready, and again when the kernel is another or starts anew. */
  function keepRunning({ content, context, sessionContext }, { NotebookActions }, { Dialog }) {
    let waits = true;
    const run = () => {
      if (!waits || sessionContext.session?.kernel?.status !== "idle") return;
      waits = false;
      Dialog.flush(); // It says, in English, that something has died, and there is nothing to choose.
      void NotebookActions.runCells(content, content.widgets.filter(isRun), sessionContext);
    };
    sessionContext.kernelChanged.connect(() => {
      waits = true;
      run();
    });
    sessionContext.statusChanged.connect((_, status) => {
      waits ||= status === "restarting" || status === "autorestarting";
      run();
    });
    run();
  }

  /** Make a link to the course page, where there is a hub that has one. */
  function wayBack(occasion, { PageConfig }, { Widget }) {
    const hub = PageConfig.getOption("hubPrefix");
    if (!hub) return null;
    const link = document.createElement("a");
    link.href = `${hub.replace(/hub\/$/, "")}services/kurs/${occasion}/`;
    link.textContent = PageConfig.getOption("kursToCourse");
    const nav = document.createElement("nav");
    nav.className = "kurs-top";
    nav.append(link);
    return new Widget({ node: nav });
  }

  async function follow(app, panel) {
    const { content, context, sessionContext } = panel;
    panel.toolbar.hide();
    await context.ready;
    const mark = context.model.getMetadata("kurs");
    if (!mark || context.path !== `${mark.module}/${mark.module}.ipynb`) return;
    const [notebook, apputils, coreutils, widgets] = await Promise.all(
      ["@jupyterlab/notebook", "@jupyterlab/apputils", "@jupyterlab/coreutils", "@lumino/widgets"].map(shared),
    );
    const back = wayBack(mark.occasion, coreutils, widgets);
    if (back) panel.contentHeader.addWidget(back);
    await panel.revealed;
    for (const cell of content.widgets) if (sourceOf(cell) === LOADS) cell.hide();
    document.title = titleOf(content) ?? mark.module;
    await sessionContext.ready;
    keepRunning(panel, notebook, apputils);
  }

  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB[NAME] = {
    init: (found) => {
      scope = found;
    },
    get: async () => {
      const { INotebookTracker } = await shared("@jupyterlab/notebook");
      const plugin = {
        id: `${NAME}:plugin`,
        autoStart: true,
        requires: [INotebookTracker],
        activate: (app, tracker) => {
          app.shell.collapseTop();
          app.shell.menu.hide();
          tracker.widgetAdded.connect((_, panel) => void follow(app, panel));
        },
      };
      return () => ({ default: plugin, __esModule: true });
    },
  };
})();

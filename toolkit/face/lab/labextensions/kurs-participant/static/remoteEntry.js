/*
 * What Notebook has of ours for a participant: a notebook that was released is read and answered, like a page. Nobody
 * sees that there are programs in it, and nobody runs them: that is done here.
 *
 * A prebuilt extension, as a builder would have written it: Notebook loads this file, calls `init` with what it shares,
 * and then takes the plugin from `get`.
 */
(() => {
  const NAME = "kurs-participant";
  const LOADS = /^%load_ext toolkit$/;
  /** What `kurs release` leaves in a notebook to be run: nothing else ever is. */
  const RUNS = [LOADS, /^%%exercise\n/, /^%hand_in$/];
  let scope;

  const shared = async (name) => (await Object.values(scope[name])[0].get())();

  // At once, before anything is drawn.
  const look = document.createElement("link");
  look.rel = "stylesheet";
  look.href = new URL("look.css", document.currentScript.src).href;
  document.head.append(look);

  const sourceOf = (cell) => cell.model.sharedModel.getSource();
  const isLocked = ({ model }) => model.type === "code" && model.getMetadata("editable") === false;
  const isRun = (cell) => isLocked(cell) && RUNS.some((one) => one.test(sourceOf(cell)));

  /** Return the first heading, as it is written. */
  const titleOf = ({ widgets }) => widgets.map((cell) => /^# (.+)$/m.exec(sourceOf(cell))?.[1]).find(Boolean);

  /** Run what is ours in a notebook when its kernel is ready, and again when the kernel is another or starts anew. */
  function keepRunning({ content, sessionContext }, { NotebookActions }, { Dialog }) {
    let waits = true;
    const run = () => {
      if (!waits || sessionContext.session?.kernel?.status !== "idle") return;
      waits = false;
      const cells = content.widgets.filter(isRun);
      holdHeights(content, cells);
      void NotebookActions.runCells(content, cells, sessionContext);
    };
    sessionContext.kernelChanged.connect(() => {
      waits = true;
      run();
    });
    sessionContext.statusChanged.connect((_, status) => {
      waits ||= status === "restarting" || status === "autorestarting";
      // Notebook says in English that something has died, and there is nothing to choose.
      if (status === "autorestarting") setTimeout(() => Dialog.tracker.forEach((dialog) => dialog.reject()));
      run();
    });
    run();
  }

  /** Let each cell stay as high as it was until its view is drawn, so that nobody is taken from where they read. */
  function holdHeights({ node }, cells) {
    let held = cells.filter((cell) => cell.node.offsetHeight);
    for (const cell of held) cell.node.style.minHeight = `${cell.node.offsetHeight}px`;
    const release = () => {
      held = held.filter((cell) => {
        const isDrawn = cell.node.querySelector(".k-widget > * > *");
        if (isDrawn) cell.node.style.minHeight = "";
        return !isDrawn;
      });
      if (!held.length) observer.disconnect();
    };
    const observer = new MutationObserver(release);
    observer.observe(node, { childList: true, subtree: true });
  }

  /** Make a link to the course page, where there is a hub that has one. */
  function wayBack(occasion, { PageConfig }, { Widget }) {
    const hub = PageConfig.getOption("hubPrefix");
    if (!hub) return null;
    const link = document.createElement("a");
    link.href = `${hub.replace(/hub\/$/, "")}services/kurs/${encodeURIComponent(occasion)}/`;
    link.textContent = PageConfig.getOption("kursToCourse");
    const nav = document.createElement("nav");
    nav.className = "kurs-top";
    nav.append(link);
    return new Widget({ node: nav });
  }

  /** Leave links to files beside the notebook to the browser: Notebook would open editors of its own. */
  function leaveLinks({ node }) {
    const leave = (event) => event.target.closest("a[href*='/files/']") && event.stopPropagation();
    node.addEventListener("click", leave, true);
  }

  async function follow(panel) {
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
    leaveLinks(content);
    await panel.revealed;
    content.node.querySelector("[role=feed]")?.removeAttribute("role"); // Its cells are no articles.
    for (const cell of content.widgets) if (LOADS.test(sourceOf(cell))) cell.hide();
    document.documentElement.lang = "sv";
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
          app.shell.menu.hide();
          tracker.widgetAdded.connect((_, panel) => void follow(panel));
        },
      };
      return () => ({ default: plugin, __esModule: true });
    },
  };
})();

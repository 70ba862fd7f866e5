/** The few drawings that stand beside words; none says anything by itself. */

const PATHS = {
  done: <path d="M4 10.5l4 4 8-9" />,
  saving: <path d="M10 3a7 7 0 107 7" />,
  alert: (
    <>
      <path d="M10 2.5L18.5 17h-17z" />
      <path d="M10 8v4M10 14.4v.2" />
    </>
  ),
  newer: (
    <>
      <rect x="3" y="3" width="10" height="10" rx="1.5" />
      <path d="M16.5 7v9.5H7" />
    </>
  ),
  closed: (
    <>
      <rect x="4" y="9" width="12" height="8.5" rx="1.5" />
      <path d="M6.5 9V6.5a3.5 3.5 0 017 0V9" />
    </>
  ),
  info: (
    <>
      <circle cx="10" cy="10" r="7.5" />
      <path d="M10 9v5M10 6v.2" />
    </>
  ),
  hint: <path d="M7.5 14.5c0-2-2-3-2-6a4.5 4.5 0 019 0c0 3-2 4-2 6zM8 17.5h4" />,
  minus: <path d="M4 10h12" />,
  up: <path d="M10 16V4M5 9l5-5 5 5" />,
  down: <path d="M10 4v12M5 11l5 5 5-5" />,
};

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="k-i" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {PATHS[name]}
    </svg>
  );
}

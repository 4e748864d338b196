/** The folder that the image is made of. */
export const IMAGE_FOLDER = "dist/image";

/** Who runs in the image. */
const USER = "65532:65532";

/** What a container gets: its root is what the image has, read only, and it sees no file of this machine but these. */
const ENTER = `
set -e
root=$1; model=$2; data=$3; shift 3
mount --bind "$root" "$root"
mount -o remount,ro,bind "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero random urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount --bind "$model" "$root/model"
mount -o remount,ro,bind "$root/model"
mount --bind "$data" "$root/data"

exec env -i $VARIABLES "$(command -v chroot)" --userspec=${USER} "$root" "$@"
`;

/** How an image is run here. */
export type ImageRunner = "docker" | "chroot" | "nothing";

/**
 * What can run an image on this machine: a daemon that builds it, else a
 * namespace of its own, if this user may make one.
 *
 * @returns The runner.
 */
export async function imageRunner(): Promise<ImageRunner> {
  if (await runs("docker", ["info"])) return "docker";
  const mounts = ["--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"];
  return await runs("unshare", mounts) ? "chroot" : "nothing";
}

/** What a container is started with. */
export interface ImageRunOptions {
  /** The model, which becomes `/model`. */
  readonly model: string;
  /** The volume, which becomes `/data`. */
  readonly data: string;
  /** The arguments after the entry point. */
  readonly args: readonly string[];
}

/**
 * Starts the image, on the network of this machine.
 *
 * @param runner What runs it.
 * @param options The model, the volume and the arguments.
 * @returns The process, which ends as the container does.
 */
export async function runImage(
  runner: Exclude<ImageRunner, "nothing">,
  options: ImageRunOptions,
): Promise<Deno.ChildProcess> {
  const { model, data, args } = options;
  const pipes = { stdin: "null", stdout: "piped", stderr: "inherit" } as const;
  if (runner === "docker") {
    await run("docker", [
      "build",
      "--quiet",
      "--file",
      `${IMAGE_FOLDER}/Containerfile`,
      "--tag",
      "samla-test",
      IMAGE_FOLDER,
    ]);
    await run("chown", ["-R", USER, data]);
    return new Deno.Command("docker", {
      args: [
        "run",
        "--rm",
        "--read-only",
        "--network=host",
        "--volume",
        `${model}:/model:ro`,
        "--volume",
        `${data}:/data`,
        "samla-test",
        ...args,
      ],
      ...pipes,
    }).spawn();
  }
  const root = `${await Deno.realPath(IMAGE_FOLDER)}/rootfs`;
  for (const folder of ["proc", "dev"]) {
    await Deno.mkdir(`${root}/${folder}`, { recursive: true });
  }
  await run("chown", ["-R", USER, data]);
  const { entryPoint, variables } = await containerfile();
  return new Deno.Command("unshare", {
    args: [
      "--mount",
      "sh",
      "-c",
      ENTER,
      "sh",
      root,
      model,
      data,
      ...entryPoint,
      ...args,
    ],
    env: { "VARIABLES": variables },
    ...pipes,
  }).spawn();
}

/** What the Containerfile says of how the image is started. */
async function containerfile(): Promise<{
  readonly entryPoint: readonly string[];
  readonly variables: string;
}> {
  const text = await Deno.readTextFile(`${IMAGE_FOLDER}/Containerfile`);
  return {
    entryPoint: JSON.parse(/^ENTRYPOINT (.*)$/m.exec(text)![1]!),
    variables: /^ENV (.*)$/m.exec(text)![1]!,
  };
}

async function runs(program: string, args: readonly string[]) {
  try {
    const { success } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  throw new Error(`Cannot run ${program}: ${new TextDecoder().decode(stderr)}`);
}

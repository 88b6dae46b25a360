"""Checks and times Vitrail's networks on a GPU, without Java.

Made here:   ./vitrail programs export DIR
Run there:   python3 check.py DIR        (PyTorch 2.7 or newer, nothing else)

The folder holds the very programs that Java loads, the calls that Java makes, and what a processor
made of them in f32. Every network is checked in a process of its own, so that one failure hides no
other; then steps and pictures are timed and held against what the device can do at best.
Ends with 0 if all is within tolerance, 1 if not, 2 for wrong usage.
"""
import argparse
import gzip
import json
import math
import multiprocessing
import os
import struct
import sys
import time
import traceback
import warnings

import torch

FORMAT = 1
PRECISIONS = ("f32", "bf16", "f16")
OUT_OF_TIME = "the time is over (--minutes)"
ROWS = (2, 18, 36, 72, 144)
TYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
         "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8,
         "U8": torch.uint8, "BOOL": torch.bool}
BYTES = {"f32": 4, "bf16": 2, "f16": 2}


# ---- the folder ----

def read_safetensors(path):
    """Tensors by name, on the processor."""
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        dtype = TYPES[entry["dtype"]]
        if begin == end:
            tensors[name] = torch.empty(entry["shape"], dtype=dtype)
        else:
            count = (end - begin) // torch.empty(0, dtype=dtype).element_size()
            flat = torch.frombuffer(data, dtype=dtype, count=count, offset=begin).clone()
            tensors[name] = flat.view(entry["shape"])
    return tensors


def wrapped(number):
    """A whole number as 64 bits hold it."""
    return (number + 2**63) % 2**64 - 2**63


def shifted(z, count):
    """To the right, with zeros from the left."""
    return (z >> count) & ((1 << (64 - count)) - 1)


def random_weight(name, shape, device):
    """RandomWeights.java, number by number: SplitMix64's finalizer over a key of the name."""
    text_hash = 0
    for character in name:
        text_hash = (31 * text_hash + ord(character)) % 2**32
    text_hash = (text_hash + 2**31) % 2**32 - 2**31
    key = wrapped(text_hash * 0x9E3779B97F4A7C15)
    count = math.prod(shape)
    z = torch.arange(count, dtype=torch.int64, device=device).add_(key)
    z.mul_(wrapped(0xBF58476D1CE4E5B9))
    z = torch.bitwise_xor(z, shifted(z, 31)).mul_(wrapped(0x94D049BB133111EB))
    values = (z >> 40).to(torch.float32) * 2.0**-23
    inputs = count / shape[0] if len(shape) > 1 else 1
    width = 0.05 if len(shape) < 2 else math.sqrt(3 / inputs)
    width = torch.tensor(width, dtype=torch.float32).item()
    mean = 1.0 if len(shape) == 1 and name.endswith("weight") else 0.0
    return (values * width + mean).view(shape)


class Folder:
    def __init__(self, path):
        self.path = path
        with gzip.open(os.path.join(path, "programs.json.gz"), "rt", encoding="utf-8") as file:
            self.manifest = json.load(file)
        if self.manifest.get("format") != FORMAT:
            raise ValueError(
                f"{path} is of format {self.manifest.get('format')}; this script reads {FORMAT}."
                " Export it with the same version of Vitrail.")

    def file(self, name):
        return os.path.join(self.path, name)

    def weights(self, network, device):
        """A function from a name to the weight."""
        if "random" in network:
            return lambda name: random_weight(name, network["random"][name], device)
        stored = read_safetensors(self.file(network["weights"]))
        return lambda name: stored[name].to(device)


# ---- calling programs as Java does ----

class Network:
    """The programs of one network on one device."""

    def __init__(self, folder, weights, tensors, device):
        self.folder = folder
        self.weights = weights
        self.tensors = tensors
        self.device = device
        self.programs = []

    def argument(self, argument, results):
        if not isinstance(argument, dict):
            return argument
        if "tensor" in argument:
            return self.tensors[argument["tensor"]].to(self.device)
        if "tensors" in argument:
            return [self.tensors[name].to(self.device) for name in argument["tensors"]]
        if "weights" in argument:
            return {name: self.weights(name) for name in argument["weights"]}
        return results[argument["result"]]

    def call(self, call, results):
        if "load" in call:
            path = self.folder.file(call["load"])
            self.programs.append(torch.jit.load(path, map_location=self.device))
            return None
        method = getattr(self.programs[call["program"]], call["method"])
        return method(*[self.argument(it, results) for it in call["arguments"]])

    def prepare(self, calls):
        for call in calls:
            self.call(call, [])


def begin(folder, network, precision, device):
    tensors = read_safetensors(folder.file(network["tensors"])) if "tensors" in network else {}
    loaded = Network(folder, folder.weights(network, device), tensors, device)
    loaded.prepare(network["prepare"][precision])
    loaded.weights = None
    return loaded


# ---- comparing ----

def difference(expected, given):
    """Of numbers: the norm of the difference over that of the right ones. Of tokens: the share that differs."""
    if not expected.dtype.is_floating_point and expected.dtype != torch.uint8:
        return (expected != given).double().mean().item()
    expected, given = expected.double(), given.double()
    return ((given - expected).norm() / expected.norm().clamp_min(1e-30)).item()


def compare(folder, network, precision, device):
    """The largest difference of each method, by its name."""
    loaded = begin(folder, network, precision, device)
    worst = {}
    results = []
    for call in network["calls"]:
        result = loaded.call(call, results)
        results.append(result)
        if "result" not in call:
            continue
        kept = call["result"]
        method = call["method"]
        if result.numel() != kept["count"]:
            raise ValueError(f"{method} gave {list(result.shape)}, not {kept['count']} numbers")
        if result.dtype.is_floating_point and not bool(torch.isfinite(result).all()):
            worst[method] = math.inf
            continue
        given = result.flatten()[:: kept["every"]].cpu()
        away = difference(loaded.tensors[kept["tensor"]], given)
        worst[method] = max(worst.get(method, 0.0), away)
    return worst


def draw_pictures(folder, network, precision, device):
    """Whole pictures with each step's tokens drawn on the device: shares that differ from the processor's."""
    loaded = begin(folder, network, precision, device)
    results = []
    tokens = None
    wrong = {"greedy": [0, 0], "sampled": [0, 0]}
    for call in network["calls"]:
        if call.get("method") == "step" and tokens is not None:
            arguments = [loaded.argument(it, results) for it in call["arguments"]]
            arguments[0] = tokens
            result = loaded.programs[call["program"]].step(*arguments)
        else:
            result = loaded.call(call, results)
        results.append(result)
        if call.get("method") != "draw":
            continue
        whole = loaded.argument(call["arguments"][1], results)
        real = loaded.argument(call["arguments"][2], results)
        if tokens is None:
            tokens = torch.zeros(2 * whole.size(1), dtype=torch.int64, device=device)
        tokens = tokens.index_copy(0, whole[0], result).index_copy(0, whole[1], result)
        same = result.cpu() == loaded.tensors[call["result"]["tensor"]]
        greedy = real[1].cpu() == 0
        for kind, rows in (("greedy", greedy), ("sampled", ~greedy)):
            wrong[kind][0] += int((~same & rows).sum())
            wrong[kind][1] += int(rows.sum())
    return {kind: count / max(1, of) for kind, (count, of) in wrong.items()}


# ---- what the device does at best ----

def synchronize(device):
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def milliseconds(work, device, seconds=0.4, least=3):
    """Median of single calls after two to warm up."""
    for _ in range(2):
        work()
    synchronize(device)
    times = []
    end = time.perf_counter() + seconds
    while len(times) < least or (time.perf_counter() < end and len(times) < 200):
        start = time.perf_counter()
        work()
        synchronize(device)
        times.append(1e3 * (time.perf_counter() - start))
    return sorted(times)[len(times) // 2]


def machine(folder, device):
    """Name, memory, bytes a second (read and written), operations a second in each precision."""
    cuda = device.startswith("cuda")
    size = 1 << (32 if cuda else 26)
    source = torch.ones(size, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    copy = milliseconds(lambda: target.copy_(source), device)
    facts = {"device": device, "torch": torch.__version__, "bytesPerSecond": 2 * size / copy * 1e3}
    del source, target
    if cuda:
        properties = torch.cuda.get_device_properties(0)
        facts.update(name=properties.name, memory=properties.total_memory, cuda=torch.version.cuda,
                     capability=f"{properties.major}.{properties.minor}",
                     architectures=torch.cuda.get_arch_list())
    else:
        facts.update(name="processor", threads=torch.get_num_threads())
    side = 8192 if cuda else 512
    for precision, dtype in (("f32", torch.float32), ("bf16", torch.bfloat16), ("f16", torch.float16)):
        a = torch.randn(side, side, device=device).to(dtype)
        b = torch.randn(side, side, device=device).to(dtype)
        facts[precision + "OperationsPerSecond"] = 2e3 * side**3 / milliseconds(lambda: a @ b, device)
    for name, entry in folder.manifest["generator"].items():
        made = random_weight(name, entry["shape"], device).flatten().cpu()
        if not torch.equal(made, torch.tensor(entry["values"], dtype=torch.float32)):
            raise ValueError(f"The generator gives other weights here than Java's: {name} {made.tolist()}")
    return facts


# ---- timing ----

def launches(work, device):
    """Kernels that one call starts."""
    if not device.startswith("cuda"):
        return None
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CUDA]) as profile:
        work()
        torch.cuda.synchronize()
    return sum(1 for event in profile.events()
               if event.device_type == torch.autograd.DeviceType.CUDA and "Mem" not in event.name)


def time_tokens(folder, shape, precision, device, best, rows_list, report):
    """Milliseconds of one step with all rows in the middle of a picture, and the least it can take."""
    facts = shape["facts"]
    network = begin(folder, shape, precision, device)
    program = network.programs[0]
    width, text = facts["width"], facts["textTokens"]
    position = facts["imageTokens"] // 2
    state_bytes = BYTES[precision]
    for rows in rows_list:
        states = [torch.randn(text, width, device=device) for _ in range(2)]
        program.join(states, rows // 2)
        tokens = torch.randint(facts["startToken"], (rows,), device=device)

        def step():
            return program.step(tokens, [position])

        finite = bool(torch.isfinite(step()).all())
        taken = milliseconds(step, device)
        kept = 2 * facts["decoderLayers"] * width * state_bytes
        read = BYTES[precision] * facts["stepWeights"] + kept * (rows * (position + 1) + 2 * text)
        operations = 2 * rows * facts["stepWeights"]
        floor = 1e3 * max(read / best["bytesPerSecond"],
                          operations / best[precision + "OperationsPerSecond"])
        report({"network": shape["name"], "precision": precision, "rows": rows, "ms": taken,
                "msApart": time_apart(program, states, rows, position, device), "floorMs": floor, "finite": finite,
                # Profiled last, for it slows all later launches of its process.
                "launches": launches(step, device) if rows == rows_list[-1] else None,
                "gridsOfNineASecond": rows / 18 * 1e3 / (taken * facts["imageTokens"])})
        program.leave(0)


def time_apart(program, states, rows, position, device):
    """Milliseconds of a step beside others of up to seven ages, whose rows lie side by side."""
    program.leave(0)
    pictures = rows // 2
    ages = min(7, pictures)
    # The first takes all the memory; the others lie in what it leaves.
    program.join(states, pictures)
    program.join(states, 1)
    program.leave(0)
    for age in range(ages):
        program.join(states, pictures // ages + (age < pictures % ages))
    slots = [position - age for age in range(ages)] + [0]
    tokens = torch.zeros(2 * pictures + 2, dtype=torch.int64, device=device)
    taken = milliseconds(lambda: program.step(tokens, slots), device)
    program.clear()
    program.join(states, pictures)
    return taken


def time_pictures(folder, shape, precision, device, best, counts, report):
    facts = shape["facts"]
    network = begin(folder, shape, precision, device)
    program = network.programs[0]
    for count in counts:
        if "tokens" in facts:
            given = torch.randint(facts["codes"], [count] + facts["tokens"], device=device)
        else:
            given = torch.rand([count] + facts["pixels"], device=device)
        method = getattr(program, facts["method"])
        finite = bool(torch.isfinite(method(given)).all())
        taken = milliseconds(lambda: method(given), device)
        floor = 1e3 * count * facts["operations"] / best[precision + "OperationsPerSecond"]
        report({"network": shape["name"], "precision": precision, "pictures": count, "ms": taken,
                "floorMs": floor, "finite": finite, "picturesASecond": 1e3 * count / taken,
                "launches": launches(lambda: method(given), device) if count == counts[-1] else None})


def time_min_dalle(folder, shape, precision, device, source, rows_list, report):
    """min-dalle's own decoder with the same weights, one step, as its own loop calls it."""
    # Its package itself would ask for libraries that fetch files.
    sys.path.insert(0, os.path.join(source, "min_dalle"))
    from models.dalle_bart_decoder import DalleBartDecoder
    facts = shape["facts"]
    dtype = {"f32": torch.float32, "bf16": torch.bfloat16, "f16": torch.float16}[precision]
    recipe = shape["random"]
    gated = recipe["decoder.layers.0.glu.fc0.weight"][0]
    vocabulary = recipe["decoder.lm_head.weight"][0] - 1
    decoder = DalleBartDecoder(
        image_vocab_count=vocabulary, embed_count=facts["width"], attention_head_count=facts["heads"],
        glu_embed_count=gated, layer_count=facts["decoderLayers"], device=device).to(dtype)
    with torch.no_grad():
        for name, tensor in decoder.state_dict().items():
            full = "decoder." + name
            if full in recipe:
                tensor.copy_(random_weight(full, recipe[full], device))
    decoder = decoder.to(device).eval()
    length = facts["imageTokens"]
    position = length // 2
    for rows in rows_list:
        images = rows // 2
        # Its loop has the rows without the prompt first, then those with it.
        encoded = torch.randn(2, facts["textTokens"], facts["width"], device=device, dtype=dtype)
        encoded = encoded.repeat_interleave(images, 0)
        mask = torch.ones(rows, 1, 1, facts["textTokens"], dtype=torch.bool, device=device)
        cache = torch.zeros(facts["decoderLayers"], 2 * rows, length, facts["width"],
                            device=device, dtype=dtype)
        tokens = torch.randint(facts["startToken"], (images, 1), device=device)
        at = torch.tensor([position], device=device)

        def step():
            return decoder.forward(attention_mask=mask, encoder_state=encoded, attention_state=cache,
                                   prev_tokens=tokens, token_index=at)

        taken = milliseconds(step, device)
        report({"network": "min-dalle's own", "precision": precision, "rows": rows, "ms": taken,
                "launches": launches(step, device) if rows == rows_list[-1] else None,
                "floorMs": None, "finite": True})


# ---- one process each ----

def run_child(target, arguments, queue):
    # As Java runs them: without the graph optimizer, without gradients.
    warnings.filterwarnings("ignore")
    torch._C._set_graph_executor_optimize(False)
    try:
        with torch.inference_mode():
            target(*arguments, lambda row: queue.put(("row", row)))
        queue.put(("done", None))
    except Exception as error:  # whatever it is, it is the finding
        queue.put(("error", str(error).strip() or type(error).__name__))
        queue.put(("trace", traceback.format_exc()))


class Isolated:
    """Runs a piece of work in a process of its own, for so long at most."""

    def __init__(self, deadline):
        fork = hasattr(os, "fork") and sys.platform.startswith("linux")
        self.context = multiprocessing.get_context("fork" if fork else "spawn")
        self.deadline = deadline

    def left(self):
        return self.deadline - time.monotonic()

    def run(self, target, *arguments):
        """The rows that it reported, and what went wrong or None."""
        if self.left() < 1:
            return [], "not run: " + OUT_OF_TIME
        queue = self.context.Queue()
        process = self.context.Process(target=run_child, args=(target, arguments, queue))
        process.start()
        rows, problem, ended = [], None, False
        while not ended:
            try:
                kind, value = queue.get(timeout=0.2)
            except Exception:
                if not process.is_alive() and queue.empty():
                    problem = problem or f"the process died (exit {process.exitcode})"
                    break
                if self.left() < 0:
                    process.kill()
                    problem = "stopped: " + OUT_OF_TIME
                    break
                continue
            if kind == "row":
                rows.append(value)
            elif kind == "error":
                problem = value
            elif kind == "trace":
                if target is not job_machine:
                    sys.stderr.write(value)
                ended = True
            else:
                ended = True
        process.join(5)
        return rows, problem


def job_machine(folder, device, report):
    report(machine(folder, device))


def job_compare(folder, network, precision, device, report):
    work = draw_pictures if network["closedLoop"] else compare
    report(work(folder, network, precision, device))


# ---- the table ----

def judge(network, precision, worst):
    """What is wrong, or nothing; a drawn token may differ where the noise decides."""
    tolerance = network["tolerance"][precision]
    checked = {"greedy": worst["greedy"]} if network["closedLoop"] else worst
    return [f"{name} is off by {away:.1e}" for name, away in checked.items() if not away <= tolerance]


def check_networks(folder, options, isolated):
    results = []
    print(f"{'network':<22} {'precision':<9} {'':<6} {'allowed':>8}  largest difference from the processor in f32")
    for precision in PRECISIONS:
        for network in folder.manifest["networks"]:
            if options.only and options.only not in network["name"]:
                continue
            rows, problem = isolated.run(job_compare, folder, network, precision, options.device)
            worst = rows[0] if rows else {}
            wrong = [problem] if problem else judge(network, precision, worst)
            skipped = bool(problem) and problem.endswith(OUT_OF_TIME)
            verdict = "-" if skipped else "WRONG" if wrong else "right"
            allowed = network["tolerance"][precision]
            shown = problem.splitlines()[0] if problem else ", ".join(
                f"{method} {away:.1e}" for method, away in worst.items())
            print(f"{network['name']:<22} {precision:<9} {verdict:<6} {allowed:>8.0e}  {shown}", flush=True)
            results.append({"network": network["name"], "precision": precision, "verdict": verdict,
                            "allowed": allowed, "differences": worst, "problems": wrong})
    return results


def number(value, pattern):
    return "" if value is None else pattern.format(value)


def time_networks(folder, options, isolated, best):
    print(f"\n{'network':<16} {'precision':<9} {'rows':>8} {'ms':>9} {'floor ms':>9} {'× floor':>8}"
          f" {'launches':>8}  {'pictures/s':>10} {'ms, ages mixed':>15}")
    order = [(shape, precision) for precision in ("bf16", "f16", "f32") for shape in folder.manifest["timed"]]
    results = []

    def show(rows, problem, name, precision):
        for row in rows:
            results.append(row)
            size = row.get("rows") or row.get("pictures")
            per_second = row.get("picturesASecond")
            if "gridsOfNineASecond" in row:
                per_second = 9 * row["gridsOfNineASecond"]
            floor = row["floorMs"]
            print(f"{row['network']:<16} {precision:<9} {size:>8} {row['ms']:>9.3f} {number(floor, '{:>9.3f}'):>9}"
                  f" {number(row['ms'] / floor if floor else None, '{:>8.1f}'):>8}"
                  f" {number(row.get('launches'), '{}'):>8}  {number(per_second, '{:>10.1f}'):>10}"
                  f" {number(row.get('msApart'), '{:>15.3f}'):>15}"
                  f"{'' if row['finite'] else '  NOT FINITE'}", flush=True)
        if problem:
            results.append({"network": name, "precision": precision, "problem": problem})
            print(f"{name:<16} {precision:<9} {problem.splitlines()[0]}", flush=True)

    for shape, precision in order:
        if options.only and options.only not in shape["name"]:
            continue
        if shape["kind"] == "tokens":
            show(*isolated.run(time_tokens, folder, shape, precision, options.device, best, options.rows),
                 shape["name"], precision)
            if options.min_dalle and shape["name"] == "dalle-mini":
                show(*isolated.run(time_min_dalle, folder, shape, precision, options.device,
                                   options.min_dalle, options.rows), "min-dalle's own", precision)
        else:
            show(*isolated.run(time_pictures, folder, shape, precision, options.device, best,
                               options.pictures), shape["name"], precision)
    return results


def counts(text):
    values = tuple(int(part) for part in text.split(","))
    if any(value < 1 for value in values):
        raise ValueError
    return values


def even_counts(text):
    values = counts(text)
    if any(value % 2 for value in values):
        raise argparse.ArgumentTypeError("rows come in pairs, with and without the prompt: give even numbers")
    return values


def main():
    parser = argparse.ArgumentParser(
        description="Checks and times Vitrail's networks on a GPU, without Java.")
    parser.add_argument("folder", metavar="DIR", help="what ./vitrail programs export DIR wrote")
    parser.add_argument("--device", default="cuda", help="cuda (default), cuda:1 … or cpu")
    parser.add_argument("--minutes", type=float, default=4, help="end after so many (default: 4)")
    parser.add_argument("--min-dalle", metavar="DIR", help="a checkout of kuprel/min-dalle, to time its decoder too")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    parser.add_argument("--only", metavar="NAME", help="networks with this in their name")
    parser.add_argument("--rows", type=even_counts, default=ROWS, help="rows of a step to time (default: 2,18,36,72,144)")
    parser.add_argument("--pictures", type=counts, default=(9, 36), help="pictures to time at once (default: 9,36)")
    parser.add_argument("--no-timing", action="store_true", help="check only")
    options = parser.parse_args()
    try:
        folder = Folder(options.folder)
    except FileNotFoundError:
        parser.error(f"{options.folder} is no export: make one with ./vitrail programs export DIR")
    except ValueError as error:
        parser.error(str(error))
    isolated = Isolated(time.monotonic() + 60 * options.minutes)
    rows, problem = isolated.run(job_machine, folder, options.device)
    if problem:
        hint = "" if options.device == "cpu" else ". To try the processor: --device cpu"
        print(f"{options.device} cannot be used: {problem.splitlines()[0]}{hint}", file=sys.stderr)
        return 1
    best = rows[0]
    print(f"{best['name']}, PyTorch {best['torch']}"
          + (f", CUDA {best['cuda']}, {best['memory'] / 2**30:.0f} GiB" if "cuda" in best else "")
          + f"; copies {best['bytesPerSecond'] / 1e9:.0f} GB/s; multiplies "
          + ", ".join(f"{best[p + 'OperationsPerSecond'] / 1e12:.3g} TFLOP/s in {p}" for p in PRECISIONS) + "\n")
    compared = check_networks(folder, options, isolated)
    timed = [] if options.no_timing else time_networks(folder, options, isolated, best)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"machine": best, "compared": compared, "timed": timed}, file, indent=1)
    wrong = [row for row in compared if row["verdict"] == "WRONG"]
    print()
    for row in wrong:
        print(f"{row['network']} in {row['precision']}: {'; '.join(row['problems'])}")
    unfinished = sum(row["verdict"] == "-" for row in compared)
    late = sum(row.get("problem", "").endswith(OUT_OF_TIME) for row in timed)
    failed = sum("problem" in row or not row.get("finite", True) for row in timed) - late
    print(f"{len(compared) - len(wrong) - unfinished} of {len(compared)} checks right, {unfinished} not run"
          + ("" if options.no_timing else f"; {failed} timings failed, {late} not run") + ".")
    return 1 if wrong or unfinished or failed else 0


if __name__ == "__main__":
    sys.exit(main())

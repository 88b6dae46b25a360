# ruDALL-E: one decoder from text tokens to image tokens, with CogView's sandwich layer norms
# (arXiv:2105.13290). Its layers see the whole text and parts of the picture: rows, columns, or what is
# around (sparse attention, arXiv:2102.12092). The authors' relaxation of the softmax (PB-relax) takes
# one number from all scores of a head, which changes no softmax; it is left out.
#
# The masks' cells are slots here: each holds the token that leads to one cell of the picture, which in
# version 2 is the text's last token for the first one. A group is the rows of one request, its pictures.
# They share the keys and values of their text, which may be those of earlier requests; those of their
# slots lie in memory of the group's own from its joining to its leaving, and are copied for nobody. A
# layer that looks back a short way keeps only so many, in a ring. What a query sees is a list of places,
# made once; where they lie at equal distances they are read where they are, else gathered.
#
# Axes: row = one picture, head, text = text position, place = slot as kept, channel.
# The methods pack(), settle() and linear() come from the linear_*.py that suits precision and device, and so does
# state_type, in which keys and values are kept. What goes from layer to layer is f32, and attention is.
class Rudalle(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  side : int  # of the picture, in cells
  text_length : int
  tokens_in_text : int  # 1 where the masks count the text's last token as text, 0 where as a slot
  first_code : int  # where the logits of image tokens begin
  whole_head : bool  # whether logits of text tokens are wanted as well; drawing needs none
  kinds : List[int]  # of the layers
  place_count : List[int]  # per kind
  first_place : List[List[int]]  # per kind, per slot
  place_step : List[List[int]]  # per kind, per slot; 0 where places are gathered
  places : List[List[Tensor]]  # per kind, per slot
  plain : Dict[str, Tensor]  # embeddings, as in the file, and norms
  narrow : Dict[str, Tensor]  # the norms in state_type, on a GPU
  pictures : List[int]  # per group
  texts : List[Tensor]  # per group (layer, key or value, head, text, channel)
  begins : List[Tensor]  # per group: what its text's last token is read as (width)
  slots : List[List[Tensor]]  # per group, per layer (key or value, row, head, place, channel)
  expected : List[Tensor]  # per group: logits of image tokens at the cell behind what was read (row, code); one row where all are the same
  surprise : List[Tensor]  # per group: the sum of its pictures' perplexities so far, and of how many tokens (2, row)
  counted : List[Tensor]  # per group: 1 for cells whose perplexity counts, else 0 (cell)

  def begin(self, heads: int, side: int, text_length: int, tokens_in_text: int, kinds: List[int], first_code: int, whole_head: bool) -> int:
    self.heads = heads
    self.side = side
    self.text_length = text_length
    self.tokens_in_text = tokens_in_text
    self.kinds = kinds
    self.first_code = first_code
    self.whole_head = whole_head
    return len(kinds)

  # What the queries of one kind of layer see: the places of all slots one after the other, how many each
  # slot has, and how far apart they lie. Called for the kinds in their order.
  def see(self, place_count: int, places: Tensor, counts: List[int], steps: List[int]) -> int:
    self.place_count.append(place_count)
    self.place_step.append(steps)
    # A copy, for the memory of what is given goes back to Java.
    lists = torch.split_with_sizes(torch.clone(places), counts, 0)
    first = annotate(List[int], [])
    for places_of_slot in lists:
      first.append(int(places_of_slot[0]))
    self.first_place.append(first)
    self.places.append(lists)
    return len(self.places)

  # Takes the tensors of one layer, or of one module outside the layers.
  def put(self, weights: Dict[str, Tensor]) -> int:
    for name in weights.keys():
      if self.ends_with(name, "embeddings.weight"):
        self.plain[name] = torch.clone(weights[name])
      elif self.ends_with(name, ".weight"):
        p = name[0:len(name) - 7]
        # A copy, for what is given is overwritten by the next layer's.
        bias = weights[p + ".bias"].to(6, False, True)
        if weights[name].dim() == 1:
          self.plain[name] = weights[name].to(6, False, True)
          self.plain[p + ".bias"] = bias
        elif p == "to_logits.1" and not self.whole_head:
          self.pack(p, weights[name][self.first_code:], bias[self.first_code:])
        else:
          self.pack(p, weights[name], bias)
    self.settle()
    return len(self.plain)

  # Once all weights are there.
  def ready(self) -> int:
    some = self.plain["to_logits.0.bias"]
    if some.is_cuda and self.state_type != 6:
      for name in self.plain.keys():
        if not self.ends_with(name, "embeddings.weight"):
          self.narrow[name] = self.plain[name].to(self.state_type)
    if not self.whole_head:
      self.first_code = 0
    return len(self.kinds)

  def ends_with(self, text: str, suffix: str) -> bool:
    return text.endswith(suffix, 0, 9223372036854775807)

  # ids (text) -> (text, width), from a position on
  def embed_text(self, ids: Tensor, position: int) -> Tensor:
    positions = torch.arange(position, position + ids.size(0), dtype=4, device=ops.prim.device(ids))
    return self.embedding("text", ids) + self.embedding("text_pos", positions)

  # tokens and their cells (…) -> (…, width)
  def embed_cells(self, tokens: Tensor, cells: Tensor) -> Tensor:
    place = self.embedding("image_row", torch.floor_divide(cells, self.side)) + self.embedding("image_col", torch.remainder(cells, self.side))
    return self.embedding("image", tokens) + place

  def embedding(self, name: str, ids: Tensor) -> Tensor:
    return torch.embedding(self.plain[name + "_embeddings.weight"], ids).to(6)

  # ids (text) of the text as the masks have it, mask (text, text) -> its keys and values (layer, key or value, head, text, channel)
  def prefix(self, ids: Tensor, mask: Tensor) -> Tensor:
    x = self.embed_text(ids, 0)
    x, kept = self.read(x, 1, ids.size(0), annotate(List[Tensor], []), [mask, mask, mask], False)
    return torch.stack(kept).squeeze(2).to(self.state_type)

  # A new group behind the others, all its rows at the beginning -> its index
  # text = keys and values of its text; last (1) = id of the text's last token
  def join(self, text: Tensor, last: Tensor, pictures: int) -> int:
    begin = self.embed_text(last, self.text_length - self.tokens_in_text)
    layers = annotate(List[Tensor], [])
    for kind in self.kinds:
      layers.append(torch.empty([2, pictures, self.heads, self.place_count[kind], text.size(4)], dtype=self.state_type, device=ops.prim.device(text)))
    self.pictures.append(pictures)
    self.texts.append(text)
    self.begins.append(begin)
    self.slots.append(layers)
    self.expected.append(torch.empty([0], dtype=6, device=ops.prim.device(text)))
    self.surprise.append(torch.zeros([2, pictures], dtype=6, device=ops.prim.device(text)))
    self.counted.append(torch.ones([self.side * self.side], dtype=6, device=ops.prim.device(text)))
    return len(self.pictures) - 1

  # Takes one group out; those behind it get its index and the next ones.
  def leave(self, group: int) -> int:
    self.pictures.pop(group)
    self.texts.pop(group)
    self.begins.pop(group)
    self.slots.pop(group)
    self.expected.pop(group)
    self.surprise.pop(group)
    self.counted.pop(group)
    return len(self.pictures)

  def clear(self) -> int:
    self.pictures.clear()
    self.texts.clear()
    self.begins.clear()
    self.slots.clear()
    self.expected.clear()
    self.surprise.clear()
    self.counted.clear()
    return 0

  # Says of which cells (cell) of a group the perplexity counts from now on: 1 or 0.
  def count(self, group: int, cells: Tensor) -> int:
    self.counted[group] = torch.clone(cells).to(6)
    return cells.size(0)

  # tokens (row), the cell (group) that each group draws next -> logits (row, vocabulary)
  def step(self, tokens: Tensor, cells: List[int]) -> Tensor:
    rows = tokens.size(0)
    read = annotate(List[int], [])
    for g in range(len(cells)):
      for r in range(self.pictures[g]):
        read.append(max(cells[g] - 1, 0))
    x = self.embed_cells(tokens, torch.tensor(read, dtype=4, device=ops.prim.device(tokens)))
    row = 0
    for g in range(len(cells)):
      end = row + self.pictures[g]
      if cells[g] == 0:
        x[row:end].copy_(self.begins[g])
      if cells[g] > 1:
        self.judge(g, cells[g] - 1, self.expected[g].unsqueeze(1), tokens[row:end].unsqueeze(1))
      row = end

    for l in range(len(self.kinds)):
      h = self.norm(x, self.layer(l) + ".input_layernorm")
      qkv = self.linear(h, self.layer(l) + ".attention.query_key_value").view([rows, 3, self.heads, -1])
      parts = annotate(List[Tensor], [])
      row = 0
      for g in range(len(cells)):
        end = row + self.pictures[g]
        parts.append(self.attend(qkv[row:end], l, g, cells[g] - self.tokens_in_text))
        row = end
      h = parts[0] if len(parts) == 1 else torch.cat(parts)
      x = self.add(x, h.reshape([rows, -1]), l)
    logits = self.head(x)
    row = 0
    for g in range(len(cells)):
      end = row + self.pictures[g]
      self.expected[g] = logits[row:end, self.first_code:]
      row = end
    return logits

  # Takes account of how surprising a group's tokens are from a cell on: logits (row, token, code) that were expected,
  # tokens (row, token) that came; one row of either where it is the same for all pictures.
  def judge(self, group: int, cell: int, logits: Tensor, tokens: Tensor) -> int:
    rows = max(logits.size(0), tokens.size(0))
    length = tokens.size(1)
    logits = logits.expand([rows, length, -1]).reshape([rows * length, -1])
    entropy = torch.cross_entropy_loss(logits, tokens.expand([rows, length]).reshape([-1]), None, 0).view([rows, length])
    # As the authors' code has it, a token that was certain does not count.
    counts = entropy.ne(0.).to(6) * self.counted[group][cell:cell + length]
    self.surprise[group].add_(torch.stack([(torch.exp(entropy) * counts).sum([1]), counts.sum([1])]))
    return length

  # The mean perplexity of each picture's tokens but the first, to whom the text leads: last (row) = the tokens of the
  # last cell, which nothing has read -> (row)
  def perplexities(self, group: int, last: Tensor) -> Tensor:
    self.judge(group, self.side * self.side - 1, self.expected[group].unsqueeze(1), last.unsqueeze(1))
    return self.surprise[group][0] / torch.clamp(self.surprise[group][1], 1)

  def layer(self, l: int) -> str:
    return "transformer.layers." + str(l)

  # qkv (row, query key or value, head, channel) of a group at a slot -> (row, head, channel); keeps keys and values
  def attend(self, qkv: Tensor, l: int, group: int, slot: int) -> Tensor:
    text = self.texts[group][l].to(6)
    length = text.size(2)
    q = qkv[:, 0].to(6) * (float(qkv.size(3)) ** -0.5)
    to_text = torch.matmul(q.transpose(0, 1), text[0].transpose(1, 2)).transpose(0, 1)
    if slot < 0:
      # The text's last token sees the text only, where its own key and value are already.
      return torch.matmul(torch.softmax(to_text, -1).transpose(0, 1), text[1]).transpose(0, 1)

    kind = self.kinds[l]
    slots = self.slots[group][l]
    torch.select(slots, 3, slot % self.place_count[kind]).copy_(qkv[:, 1:3].transpose(0, 1))
    step = self.place_step[kind][slot]
    places = self.places[kind][slot]
    if step > 0:
      first = self.first_place[kind][slot]
      seen = torch.slice(slots, 3, first, first + (places.size(0) - 1) * step + 1, step).to(6)
    else:
      seen = torch.index_select(slots, 3, places).to(6)
    to_seen = torch.matmul(q.unsqueeze(2), seen[0].transpose(2, 3)).squeeze(2)
    weights = torch.softmax(torch.cat([to_text, to_seen], -1), -1)
    h = torch.matmul(weights[:, :, 0:length].transpose(0, 1), text[1]).transpose(0, 1)
    return h + torch.matmul(weights[:, :, length:].unsqueeze(2), seen[1]).squeeze(2)

  # x before a layer and what its attention gathered (…, width) -> x behind the layer
  def add(self, x: Tensor, h: Tensor, l: int) -> Tensor:
    p = self.layer(l)
    # Bounded as by the authors: in f16 what is larger would be infinite, and no number behind the norm.
    h = torch.clamp(self.linear(h, p + ".attention.dense"), -65504., 65504.)
    x = x + self.norm(h, p + ".before_first_addition_layernorm")
    h = self.linear(self.norm(x, p + ".post_attention_layernorm"), p + ".mlp.dense_h_to_4h")
    h = self.linear(torch.gelu(h, approximate="tanh"), p + ".mlp.dense_4h_to_h")
    return x + self.norm(h, p + ".before_second_addition_layernorm")

  # (…, width) -> logits (…, vocabulary)
  def head(self, x: Tensor) -> Tensor:
    x = self.norm(self.norm(x, "transformer.final_layernorm"), "to_logits.0")
    return self.linear(x, "to_logits.1").to(6)

  # Reads tokens of several rows in one pass: x (row * token, width)
  # past = per layer keys and values (key or value, row, head, key, channel) of what they see besides themselves, or nothing
  # masks = per kind (token, past + token); whole = whether the last layer's output is wanted
  # -> that, and per layer keys and values (key or value, row, head, token, channel)
  def read(self, x: Tensor, rows: int, length: int, past: List[Tensor], masks: List[Tensor], whole: bool) -> Tuple[Tensor, List[Tensor]]:
    kept = annotate(List[Tensor], [])
    for l in range(len(self.kinds)):
      h = self.norm(x, self.layer(l) + ".input_layernorm")
      qkv = self.linear(h, self.layer(l) + ".attention.query_key_value").to(6)
      qkv = qkv.view([rows, length, 3, self.heads, -1]).permute([2, 0, 3, 1, 4])
      kept.append(qkv[1:3])
      if whole or l < len(self.kinds) - 1:
        seen = qkv[1:3]
        if len(past) > 0:
          seen = torch.cat([past[l], seen], 3)
        h = torch.scaled_dot_product_attention(qkv[0], seen[0], seen[1], masks[self.kinds[l]])
        x = self.add(x, h.transpose(1, 2).reshape([rows * length, -1]), l)
    return (x, kept)

  # Reads tokens (picture, token) into a group, the first of them at a slot; of one picture if all are the
  # same so far. Slot 0 of version 2 reads the text's last token, whatever is given for it.
  # past = per kind the places of what they see of the slots before; masks = per kind (token, text + past + token)
  # kept = per kind the places of the last of them
  def fill(self, group: int, slot: int, tokens: Tensor, past: List[Tensor], masks: List[Tensor], kept: List[Tensor]) -> int:
    rows = tokens.size(0)
    length = tokens.size(1)
    first = slot - 1 + self.tokens_in_text
    cells = torch.clamp(torch.arange(first, first + length, dtype=4, device=ops.prim.device(tokens)), 0)
    x = self.embed_cells(tokens, cells.unsqueeze(0))
    if first < 0:
      x[:, 0].copy_(self.begins[group])
    seen = annotate(List[Tensor], [])
    for l in range(len(self.kinds)):
      text = self.texts[group][l].to(6).unsqueeze(1).expand([-1, rows, -1, -1, -1])
      before = torch.index_select(self.slots[group][l][:, 0:rows], 3, past[self.kinds[l]]).to(6)
      seen.append(torch.cat([text, before], 3))
    x, made = self.read(x.view([rows * length, -1]), rows, length, seen, masks, True)
    logits = self.head(x).view([rows, length, -1])[:, :, self.first_code:]
    if first > 0:
      self.judge(group, first, self.expected[group].unsqueeze(1), tokens[:, 0:1])
    judged = 1 if first >= 0 else 2
    if length > judged:
      self.judge(group, first + judged, logits[:, judged - 1:length - 1], tokens[:, judged:])
    self.expected[group] = torch.clone(logits[:, length - 1])
    for l in range(len(self.kinds)):
      places = kept[self.kinds[l]]
      last = made[l][:, :, :, length - places.size(0):].to(self.state_type)
      torch.index_copy_(self.slots[group][l], 3, places, last.expand([-1, self.pictures[group], -1, -1, -1]))
    return length

  # Everything in one pass, nothing kept: ids of the whole text, tokens of one picture so far
  # masks = per kind (position, position)
  # -> logits (position, vocabulary)
  def logits(self, ids: Tensor, tokens: Tensor, masks: List[Tensor]) -> Tensor:
    cells = torch.arange(tokens.size(0), dtype=4, device=ops.prim.device(tokens))
    x = torch.cat([self.embed_text(ids, 0), self.embed_cells(tokens, cells)])
    x, kept = self.read(x, 1, x.size(0), annotate(List[Tensor], []), masks, True)
    return self.head(x)

  def norm(self, x: Tensor, p: str) -> Tensor:
    # Processors take an input narrower than the weights, GPUs do not; either adds up in f32.
    if x.is_cuda and ops.prim.dtype(x) != 6:
      return torch.layer_norm(x, [x.size(-1)], self.narrow[p + ".weight"], self.narrow[p + ".bias"], 1.0e-05)
    return torch.layer_norm(x, [x.size(-1)], self.plain[p + ".weight"], self.plain[p + ".bias"], 1.0e-05)

# DALL·E mini and mega: a BART encoder-decoder from text ids to image tokens, with NormFormer layer
# norms (arXiv:2110.09456) and gated linear units (arXiv:2002.05202), and no biases in its linears.
#
# The decoder's rows are sequences of any age. A group is the rows of one request: its pictures under
# the first condition, then the same pictures under the next. A condition has one text for all of its
# rows, or several for some each. The keys and values of a text are computed once, when the group joins,
# and shared by its rows.
#
# Keys and values of the image tokens lie in blocks of rows. A group keeps its rows from its joining to
# its leaving, side by side in one block: nothing is copied or moved because another comes or goes, and
# what a group leaves behind is taken by the next that fits. A step takes the groups in the order in
# which their rows lie, so that neighbours are attended to in one call.
#
# Axes: text = text position, row = one sequence, slot = image position, head, channel.
# The methods pack(), settle() and linear() come from the linear_*.py that suits precision and device, and so
# does state_type, in which keys and values are kept. What goes from layer to layer is f32; what a
# linear layer gives, and what is made of it before the next one, is of the linear layer's own type.
class DalleMini(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  encoder_layers : int
  decoder_layers : int
  image_length : int
  plain : Dict[str, Tensor]  # embeddings and norms
  narrow : Dict[str, Tensor]  # the norms in state_type, on a GPU
  group_pictures : List[int]  # rows of each group under one condition
  group_conditions : List[int]
  group_block : List[int]
  group_first : List[int]  # the group's first row in its block
  group_texts : List[int]  # texts of each group, of all of its conditions
  text_rows : List[int]  # rows of each text of all groups, in the order of the rows
  block_rows : List[int]
  cross : List[List[Tensor]]  # per layer, per text of all groups: (key or value, head, text, channel)
  cache : List[List[Tensor]]  # per layer, per block: (key or value, row, head, slot, channel)
  run_block : List[int]  # of the step under way: neighbours that are attended to in one call
  run_first : List[int]
  run_rows : List[int]
  run_filled : List[int]  # slots that are filled, of the oldest row
  run_masked : List[bool]  # whether the rows stand at different slots

  def begin(self, heads: int, encoder_layers: int, decoder_layers: int, image_length: int) -> int:
    self.heads = heads
    self.encoder_layers = encoder_layers
    self.decoder_layers = decoder_layers
    self.image_length = image_length
    return decoder_layers

  # Takes the tensors of one layer, or of one module outside the layers.
  def put(self, weights: Dict[str, Tensor]) -> int:
    for name in weights.keys():
      if self.ends_with(name, ".bias"):
        scale = name[0:len(name) - 5] + ".weight"
        self.plain[name] = weights[name].to(6, False, True)
        if scale in weights:
          self.plain[scale] = weights[scale].to(6, False, True)
        else:
          self.plain[scale] = torch.ones_like(self.plain[name])
      if ".embed_" in name:
        self.plain[name] = weights[name].to(6, False, True)
      if self.ends_with(name, "lm_head.weight"):
        self.pack(name[0:len(name) - 7], weights[name], None)
      if self.ends_with(name, ".fc2.weight"):
        self.put_glu(weights, name[0:len(name) - 11])
      if self.ends_with(name, ".self_attn.q_proj.weight"):
        self.put_attention(weights, name[0:len(name) - 14], True)
      if self.ends_with(name, ".encoder_attn.q_proj.weight"):
        self.put_attention(weights, name[0:len(name) - 14], False)
    self.settle()
    return len(self.plain)

  # What reads the same input is one linear layer: queries, keys and values of the image tokens, keys
  # and values of the text.
  def put_attention(self, weights: Dict[str, Tensor], p: str, to_itself: bool) -> int:
    q = weights[p + ".q_proj.weight"]
    k = weights[p + ".k_proj.weight"]
    v = weights[p + ".v_proj.weight"]
    if to_itself:
      self.pack(p + ".qkv", torch.cat([q, k, v]), None)
    else:
      self.pack(p + ".q", q, None)
      self.pack(p + ".kv", torch.cat([k, v]), None)
    return self.pack(p + ".out", weights[p + ".out_proj.weight"], None)

  def put_glu(self, weights: Dict[str, Tensor], p: str) -> int:
    self.pack(p + ".gates", torch.cat([weights[p + ".fc0.weight"], weights[p + ".fc1.weight"]]), None)
    return self.pack(p + ".down", weights[p + ".fc2.weight"], None)

  # Once all weights are there.
  def ready(self) -> int:
    some = self.plain["decoder.final_ln.bias"]
    if some.is_cuda and self.state_type != 6:
      for name in self.plain.keys():
        if ".embed_" not in name:
          self.narrow[name] = self.plain[name].to(self.state_type)
    for l in range(self.decoder_layers):
      self.cross.append(annotate(List[Tensor], []))
      self.cache.append(annotate(List[Tensor], []))
    return self.decoder_layers

  def ends_with(self, text: str, suffix: str) -> bool:
    return text.endswith(suffix, 0, 9223372036854775807)

  # ids (prompt, text) -> encoder state (prompt, text, width)
  def encode(self, ids: Tensor, pad: int) -> Tensor:
    prompts = ids.size(0)
    length = ids.size(1)
    mask = torch.zeros([prompts, 1, 1, length], dtype=6, device=ops.prim.device(ids)).masked_fill_(ids.eq(pad).view([prompts, 1, 1, length]), float("-inf"))

    x = torch.embedding(self.plain["encoder.embed_tokens.weight"], ids)
    x = x + self.plain["encoder.embed_positions.weight"][0:length]
    x = self.norm(x, "encoder.layernorm_embedding").view([prompts * length, -1])
    for l in range(self.encoder_layers):
      p = "encoder.layers." + str(l)

      h = self.norm(x, p + ".pre_self_attn_layer_norm")
      qkv = self.linear(h, p + ".self_attn.qkv").view([prompts, length, 3, self.heads, -1]).permute([2, 0, 3, 1, 4])
      h = torch.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], mask.to(ops.prim.dtype(qkv)))
      h = h.transpose(1, 2).reshape([prompts * length, -1])
      x = x + self.norm(self.linear(h, p + ".self_attn.out"), p + ".self_attn_layer_norm")

      x = x + self.glu(x, p + ".glu")
    return self.norm(x, "encoder.final_ln").view([prompts, length, -1])

  # A new group, all its rows at slot 0, for the states (text, width) of its texts, each with the rows
  # that read it -> its index
  def join(self, states: List[Tensor], state_rows: List[int], conditions: int) -> int:
    rows = 0
    for of_text in state_rows:
      rows = rows + of_text
    block, first = self.gap(rows)
    # All that takes memory comes first, so that a join which fails for want of it leaves nothing.
    texts = annotate(List[List[Tensor]], [])
    for l in range(self.decoder_layers):
      layer = annotate(List[Tensor], [])
      for state in states:
        kv = self.linear(state, "decoder.layers." + str(l) + ".encoder_attn.kv")
        layer.append(kv.view([state.size(0), 2, self.heads, -1]).permute([1, 2, 0, 3]).to(self.state_type).contiguous())
      texts.append(layer)
    if block == len(self.block_rows):
      block = self.drop_empty_blocks()
      self.add_block(rows, states[0])

    group = 0
    for g in range(len(self.group_block)):
      before = self.group_block[g] < block or (self.group_block[g] == block and self.group_first[g] < first)
      if before:
        group = g + 1
    text = self.first_text(group)
    for l in range(self.decoder_layers):
      for s in range(len(states)):
        self.cross[l].insert(text + s, texts[l][s])
    for s in range(len(states)):
      self.text_rows.insert(text + s, state_rows[s])
    self.group_pictures.insert(group, rows // conditions)
    self.group_conditions.insert(group, conditions)
    self.group_texts.insert(group, len(states))
    self.group_block.insert(group, block)
    self.group_first.insert(group, first)
    return group

  # -> block and first row of the first gap of so many rows; a block that is not there yet if none has one
  def gap(self, rows: int) -> Tuple[int, int]:
    block = len(self.block_rows)
    first = 0
    for b in range(len(self.block_rows)):
      free = 0
      for g in range(len(self.group_block)):
        if self.group_block[g] == b:
          if block == len(self.block_rows) and self.group_first[g] - free >= rows:
            block = b
            first = free
          free = self.group_first[g] + self.rows_of(g)
      if block == len(self.block_rows) and self.block_rows[b] - free >= rows:
        block = b
        first = free
    return (block, first)

  # Before more memory is taken, what is too small for the next group and used by no other goes.
  def drop_empty_blocks(self) -> int:
    kept = 0
    for b in range(len(self.block_rows)):
      used = False
      for g in range(len(self.group_block)):
        if self.group_block[g] == kept:
          used = True
      if used:
        kept = kept + 1
      else:
        self.block_rows.pop(kept)
        for l in range(self.decoder_layers):
          self.cache[l].pop(kept)
        for g in range(len(self.group_block)):
          if self.group_block[g] > kept:
            self.group_block[g] = self.group_block[g] - 1
    return kept

  # The first block is for a group alone; whoever comes beside it leaves room for others of their size.
  def add_block(self, rows: int, like: Tensor) -> int:
    size = rows
    if len(self.block_rows) > 0 and rows < 8:
      size = 8
    layers = annotate(List[Tensor], [])
    for l in range(self.decoder_layers):
      # Zeros, for what a mask hides must still be a number.
      layers.append(torch.zeros([2, size, self.heads, self.image_length, like.size(1) // self.heads], dtype=self.state_type, device=ops.prim.device(like)))
    for l in range(self.decoder_layers):
      self.cache[l].append(layers[l])
    self.block_rows.append(size)
    return size

  # Takes one group out; those behind it get its index and the next ones. All memory goes with the last.
  def leave(self, group: int) -> int:
    text = self.first_text(group)
    for s in range(self.group_texts[group]):
      self.text_rows.pop(text)
      for l in range(self.decoder_layers):
        self.cross[l].pop(text)
    self.group_pictures.pop(group)
    self.group_conditions.pop(group)
    self.group_texts.pop(group)
    self.group_block.pop(group)
    self.group_first.pop(group)
    if len(self.group_block) == 0:
      self.clear()
    return len(self.group_block)

  # Takes all groups out, also after a call that failed midway; needs no memory.
  def clear(self) -> int:
    for l in range(self.decoder_layers):
      self.cross[l].clear()
      self.cache[l].clear()
    self.group_pictures.clear()
    self.group_conditions.clear()
    self.group_texts.clear()
    self.text_rows.clear()
    self.group_block.clear()
    self.group_first.clear()
    self.block_rows.clear()
    return 0

  # Texts of the groups before one: where its own begin in cross.
  def first_text(self, group: int) -> int:
    count = 0
    for g in range(group):
      count = count + self.group_texts[g]
    return count

  def rows_of(self, group: int) -> int:
    return self.group_pictures[group] * self.group_conditions[group]

  # tokens (row), slots (group) at which they stand -> logits (row, vocabulary)
  def step(self, tokens: Tensor, slots: List[int]) -> Tensor:
    rows = tokens.size(0)
    slot_of_row = annotate(List[int], [])
    for g in range(len(slots)):
      for r in range(self.rows_of(g)):
        slot_of_row.append(slots[g])
    positions = torch.tensor(slot_of_row, dtype=4, device=ops.prim.device(tokens))
    self.find_runs(slots, positions.is_cuda)
    masks = self.masks(positions)

    x = torch.embedding(self.plain["decoder.embed_tokens.weight"], tokens)
    x = x + torch.embedding(self.plain["decoder.embed_positions.weight"], positions)
    x = self.norm(x, "decoder.layernorm_embedding")
    for l in range(self.decoder_layers):
      p = "decoder.layers." + str(l)

      h = self.norm(x, p + ".pre_self_attn_layer_norm")
      qkv = self.linear(h, p + ".self_attn.qkv").to(self.state_type).view([rows, 3, self.heads, 1, -1])
      h = self.attend_images(qkv, positions, self.cache[l], masks).view([rows, -1])
      x = x + self.norm(self.linear(h, p + ".self_attn.out"), p + ".self_attn_layer_norm")

      h = self.norm(x, p + ".pre_encoder_attn_layer_norm")
      q = self.linear(h, p + ".encoder_attn.q").to(self.state_type).view([rows, self.heads, -1])
      h = self.attend_text(q, self.cross[l]).view([rows, -1])
      x = x + self.norm(self.linear(h, p + ".encoder_attn.out"), p + ".encoder_attn_layer_norm")

      x = x + self.glu(x, p + ".glu")
    return self.linear(self.norm(x, "decoder.final_ln"), "decoder.lm_head").to(6)

  # Groups that lie side by side are attended to in one call if they stand at the same slot. On a GPU,
  # where a call costs more than what it computes, also if not: then a mask hides what is too late.
  def find_runs(self, slots: List[int], mixed: bool) -> int:
    self.run_block.clear()
    self.run_first.clear()
    self.run_rows.clear()
    self.run_filled.clear()
    self.run_masked.clear()
    for g in range(len(self.group_block)):
      filled = slots[g] + 1
      last = len(self.run_rows) - 1
      joins = False
      if last >= 0:
        beside = self.run_block[last] == self.group_block[g] and self.run_first[last] + self.run_rows[last] == self.group_first[g]
        joins = beside and (mixed or self.run_filled[last] == filled)
      if joins:
        self.run_rows[last] = self.run_rows[last] + self.rows_of(g)
        if self.run_filled[last] != filled:
          self.run_masked[last] = True
          self.run_filled[last] = max(self.run_filled[last], filled)
      else:
        self.run_block.append(self.group_block[g])
        self.run_first.append(self.group_first[g])
        self.run_rows.append(self.rows_of(g))
        self.run_filled.append(filled)
        self.run_masked.append(False)
    return len(self.run_rows)

  # For each run what to add to the attention's scores, nothing (0) where all is to be seen.
  def masks(self, positions: Tensor) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    row = 0
    for r in range(len(self.run_rows)):
      rows = self.run_rows[r]
      if self.run_masked[r]:
        masks.append(self.mask(positions[row:row + rows].view([rows, 1, 1, 1]), self.run_filled[r]))
      else:
        masks.append(positions[0:0])
      row = row + rows
    return masks

  # at (…, 1): the last slot that may be seen -> (…, filled)
  def mask(self, at: Tensor, filled: int) -> Tensor:
    slots = torch.arange(filled, dtype=4, device=ops.prim.device(at))
    later = slots.gt(at)
    return torch.zeros(later.size(), dtype=self.state_type, device=ops.prim.device(at)).masked_fill_(later, float("-inf"))

  # qkv (row, query key or value, head, 1, channel) -> (row, head, 1, channel); keeps keys and values
  def attend_images(self, qkv: Tensor, positions: Tensor, cache: List[Tensor], masks: List[Tensor]) -> Tensor:
    parts = annotate(List[Tensor], [])
    row = 0
    for r in range(len(self.run_rows)):
      end = row + self.run_rows[r]
      first = self.run_first[r]
      filled = self.run_filled[r]
      run = cache[self.run_block[r]][:, first:first + self.run_rows[r], :, 0:filled]
      mask = annotate(Optional[Tensor], None)
      if self.run_masked[r]:
        mask = masks[r]
        index = torch.arange(end - row, dtype=4, device=ops.prim.device(positions))
        at = annotate(List[Optional[Tensor]], [index, None, positions[row:end]])
        torch.index_put_(run[0], at, qkv[row:end, 1, :, 0])
        torch.index_put_(run[1], at, qkv[row:end, 2, :, 0])
      else:
        run[0, :, :, filled - 1:filled].copy_(qkv[row:end, 1])
        run[1, :, :, filled - 1:filled].copy_(qkv[row:end, 2])
      parts.append(torch.scaled_dot_product_attention(qkv[row:end, 0], run[0], run[1], mask))
      row = end
    return parts[0] if len(parts) == 1 else torch.cat(parts)

  # Reads tokens (picture, slot) into a group from a slot on, all in one pass, whatever the condition; of
  # one picture if all of them read the same. Gives no logits.
  def fill(self, group: int, slot: int, tokens: Tensor) -> int:
    length = tokens.size(1)
    filled = slot + length
    pictures = self.group_pictures[group]
    conditions = self.group_conditions[group]
    if self.group_texts[group] > conditions:
      # Pictures that read the same tokens beside different texts are not the same.
      tokens = tokens.expand([pictures, length])
    given = tokens.size(0)
    rows = conditions * given
    first = self.group_first[group]
    text = self.first_text(group)
    mask = self.mask(torch.arange(slot, filled, dtype=4, device=ops.prim.device(tokens)).view([length, 1]), filled)

    x = torch.embedding(self.plain["decoder.embed_tokens.weight"], tokens.repeat([conditions, 1]))
    x = x + self.plain["decoder.embed_positions.weight"][slot:filled]
    x = self.norm(x, "decoder.layernorm_embedding").view([rows * length, -1])
    for l in range(self.decoder_layers):
      p = "decoder.layers." + str(l)
      last = l == self.decoder_layers - 1

      h = self.norm(x, p + ".pre_self_attn_layer_norm")
      qkv = self.linear(h, p + ".self_attn.qkv").to(self.state_type)
      qkv = qkv.view([conditions, given, length, 3, self.heads, -1]).permute([3, 0, 1, 4, 2, 5])
      cache = self.cache[l][self.group_block[group]][:, first:first + conditions * pictures, :, 0:filled]
      cache = cache.view([2, conditions, pictures, self.heads, filled, -1])
      cache[:, :, :, :, slot:filled].copy_(qkv[1:3])
      if not last:
        # Nothing reads what the last layer makes of it.
        seen = cache[:, :, 0:given].flatten(1, 2)
        h = torch.scaled_dot_product_attention(qkv[0].flatten(0, 1), seen[0], seen[1], mask)
        h = h.transpose(1, 2).reshape([rows * length, -1])
        x = x + self.norm(self.linear(h, p + ".self_attn.out"), p + ".self_attn_layer_norm")

        h = self.norm(x, p + ".pre_encoder_attn_layer_norm")
        q = self.linear(h, p + ".encoder_attn.q").to(self.state_type).view([rows * length, self.heads, -1])
        parts = annotate(List[Tensor], [])
        row = 0
        for s in range(self.group_texts[group]):
          end = row + min(self.text_rows[text + s], given) * length
          parts.append(self.attend(q[row:end], self.cross[l][text + s]))
          row = end
        h = torch.cat(parts).view([rows * length, -1])
        x = x + self.norm(self.linear(h, p + ".encoder_attn.out"), p + ".encoder_attn_layer_norm")

        x = x + self.glu(x, p + ".glu")
    return filled

  # q (row, head, channel); rows attend over the text that they share
  def attend_text(self, q: Tensor, cross: List[Tensor]) -> Tensor:
    row = 0
    parts = annotate(List[Tensor], [])
    for s in range(len(cross)):
      end = row + self.text_rows[s]
      parts.append(self.attend(q[row:end], cross[s]))
      row = end
    return torch.cat(parts)

  # q (row, head, channel) over one text (key or value, head, text, channel) -> (row, head, channel)
  def attend(self, q: Tensor, text: Tensor) -> Tensor:
    h = torch.scaled_dot_product_attention(q.transpose(0, 1).unsqueeze(0), text[0:1], text[1:2])
    return h[0].transpose(0, 1)

  def glu(self, x: Tensor, p: str) -> Tensor:
    gates = self.linear(self.norm(x, p + ".ln0"), p + ".gates").chunk(2, -1)
    h = torch.gelu(gates[0]) * gates[1]
    return self.linear(self.norm(h, p + ".ln1"), p + ".down")

  def norm(self, x: Tensor, p: str) -> Tensor:
    # Processors take an input narrower than the weights, GPUs do not; either adds up in f32.
    if x.is_cuda and ops.prim.dtype(x) != 6:
      return torch.layer_norm(x, [x.size(-1)], self.narrow[p + ".weight"], self.narrow[p + ".bias"], 1.0e-05)
    return torch.layer_norm(x, [x.size(-1)], self.plain[p + ".weight"], self.plain[p + ".bias"], 1.0e-05)

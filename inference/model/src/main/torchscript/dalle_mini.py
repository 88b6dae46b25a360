# DALL·E mini and mega: a BART encoder-decoder from text ids to image tokens, with NormFormer layer
# norms (arXiv:2110.09456) and gated linear units (arXiv:2002.05202), and no biases in its linears.
#
# The decoder's rows are sequences of any age. Rows that share a prompt stand side by side and form a
# group; a group's cross-attention keys and values are computed once, when it joins.
#
# Axes: text = text position, row = one sequence, slot = image position, head, channel.
# The methods pack() and linear() come from the linear_*.py that suits precision and device, and so
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
  group_rows : List[int]  # rows of each group
  cross : List[List[Tensor]]  # per layer, per group: (key or value, head, text, channel)
  cache : List[Tensor]  # per layer: (key or value, row, head, slot, channel)

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
        self.pack(name[0:len(name) - 7], weights[name])
      if self.ends_with(name, ".fc2.weight"):
        self.put_glu(weights, name[0:len(name) - 11])
      if self.ends_with(name, ".self_attn.q_proj.weight"):
        self.put_attention(weights, name[0:len(name) - 14], True)
      if self.ends_with(name, ".encoder_attn.q_proj.weight"):
        self.put_attention(weights, name[0:len(name) - 14], False)
    return len(self.plain)

  # What reads the same input is one linear layer: queries, keys and values of the image tokens, keys
  # and values of the text.
  def put_attention(self, weights: Dict[str, Tensor], p: str, to_itself: bool) -> int:
    q = weights[p + ".q_proj.weight"]
    k = weights[p + ".k_proj.weight"]
    v = weights[p + ".v_proj.weight"]
    if to_itself:
      self.pack(p + ".qkv", torch.cat([q, k, v]))
    else:
      self.pack(p + ".q", q)
      self.pack(p + ".kv", torch.cat([k, v]))
    return self.pack(p + ".out", weights[p + ".out_proj.weight"])

  def put_glu(self, weights: Dict[str, Tensor], p: str) -> int:
    self.pack(p + ".gates", torch.cat([weights[p + ".fc0.weight"], weights[p + ".fc1.weight"]]))
    return self.pack(p + ".down", weights[p + ".fc2.weight"])

  # Once all weights are there.
  def ready(self) -> int:
    some = self.plain["decoder.final_ln.bias"]
    if some.is_cuda and self.state_type != 6:
      for name in self.plain.keys():
        if ".embed_" not in name:
          self.narrow[name] = self.plain[name].to(self.state_type)
    for l in range(self.decoder_layers):
      self.cross.append(annotate(List[Tensor], []))
      self.cache.append(torch.zeros([2, 0, self.heads, self.image_length, some.size(0) // self.heads], dtype=self.state_type, device=ops.prim.device(some)))
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

  # A new group of rows behind the others for each state (text, width), all at slot 0.
  def join(self, states: List[Tensor], rows: int) -> int:
    first = self.row_count()
    needed = first + rows * len(states)
    for l in range(self.decoder_layers):
      # What a join that failed midway, for want of memory, left here.
      while len(self.cross[l]) > len(self.group_rows):
        self.cross[l].pop(-1)
      for state in states:
        kv = self.linear(state, "decoder.layers." + str(l) + ".encoder_attn.kv")
        self.cross[l].append(kv.view([state.size(0), 2, self.heads, -1]).permute([1, 2, 0, 3]).to(self.state_type).contiguous())
      cache = self.cache[l]
      if needed > cache.size(1):
        # Zeros, for what a mask hides must still be a number.
        grown = torch.zeros([2, needed, self.heads, self.image_length, cache.size(4)], dtype=self.state_type, device=ops.prim.device(cache))
        grown[:, 0:first].copy_(cache[:, 0:first])
        self.cache[l] = grown
    for state in states:
      self.group_rows.append(rows)
    return first

  # Takes one group out; the rows behind it move up.
  def leave(self, group: int) -> int:
    first = 0
    for g in range(group):
      first = first + self.group_rows[g]
    rows = self.group_rows[group]
    end = self.row_count()
    for l in range(self.decoder_layers):
      self.cross[l].pop(group)
      cache = self.cache[l]
      if end == rows:
        self.cache[l] = cache[:, 0:0].clone()
      else:
        if first + rows < end:
          cache[:, first:end - rows].copy_(cache[:, first + rows:end].clone())
    self.group_rows.pop(group)
    return self.row_count()

  # Takes all groups out, also after a call that failed midway; needs no memory.
  def clear(self) -> int:
    for l in range(self.decoder_layers):
      self.cross[l].clear()
      self.cache[l] = self.cache[l][:, 0:0].clone()
    self.group_rows.clear()
    return 0

  def row_count(self) -> int:
    count = 0
    for rows in self.group_rows:
      count = count + rows
    return count

  # tokens (row), positions (row) -> logits (row, vocabulary). filled = highest position + 1;
  # aligned = every row stands at the same position.
  def step(self, tokens: Tensor, positions: Tensor, filled: int, aligned: bool) -> Tensor:
    rows = tokens.size(0)
    row_index = torch.arange(rows, dtype=4, device=ops.prim.device(tokens))
    mask = annotate(Optional[Tensor], None)
    if not aligned:
      slots = torch.arange(filled, dtype=4, device=ops.prim.device(tokens)).view([1, 1, 1, filled])
      later = slots.gt(positions.view([rows, 1, 1, 1]))
      mask = torch.zeros([rows, 1, 1, filled], dtype=self.state_type, device=ops.prim.device(tokens)).masked_fill_(later, float("-inf"))

    x = torch.embedding(self.plain["decoder.embed_tokens.weight"], tokens)
    x = x + torch.embedding(self.plain["decoder.embed_positions.weight"], positions)
    x = self.norm(x, "decoder.layernorm_embedding")
    for l in range(self.decoder_layers):
      p = "decoder.layers." + str(l)

      h = self.norm(x, p + ".pre_self_attn_layer_norm")
      qkv = self.linear(h, p + ".self_attn.qkv").to(self.state_type).view([rows, 3, self.heads, 1, -1])
      keys = self.cache[l][0]
      values = self.cache[l][1]
      if aligned:
        keys[0:rows, :, filled - 1:filled].copy_(qkv[:, 1])
        values[0:rows, :, filled - 1:filled].copy_(qkv[:, 2])
      else:
        at = annotate(List[Optional[Tensor]], [row_index, None, positions])
        torch.index_put_(keys, at, qkv[:, 1, :, 0])
        torch.index_put_(values, at, qkv[:, 2, :, 0])
      h = torch.scaled_dot_product_attention(qkv[:, 0], keys[0:rows, :, 0:filled], values[0:rows, :, 0:filled], mask)
      h = h.view([rows, -1])
      x = x + self.norm(self.linear(h, p + ".self_attn.out"), p + ".self_attn_layer_norm")

      h = self.norm(x, p + ".pre_encoder_attn_layer_norm")
      q = self.linear(h, p + ".encoder_attn.q").to(self.state_type).view([rows, self.heads, -1])
      h = self.attend_text(q, self.cross[l]).view([rows, -1])
      x = x + self.norm(self.linear(h, p + ".encoder_attn.out"), p + ".encoder_attn_layer_norm")

      x = x + self.glu(x, p + ".glu")
    return self.linear(self.norm(x, "decoder.final_ln"), "decoder.lm_head").to(6)

  # q (row, head, channel); each group's rows attend over the text that they share
  def attend_text(self, q: Tensor, cross: List[Tensor]) -> Tensor:
    first = 0
    parts = annotate(List[Tensor], [])
    for g in range(len(self.group_rows)):
      end = first + self.group_rows[g]
      h = torch.scaled_dot_product_attention(q[first:end].transpose(0, 1).unsqueeze(0), cross[g][0:1], cross[g][1:2])
      parts.append(h[0].transpose(0, 1))
      first = end
    return torch.cat(parts)

  def glu(self, x: Tensor, p: str) -> Tensor:
    gates = self.linear(self.norm(x, p + ".ln0"), p + ".gates").chunk(2, -1)
    h = torch.gelu(gates[0]) * gates[1]
    return self.linear(self.norm(h, p + ".ln1"), p + ".down")

  def norm(self, x: Tensor, p: str) -> Tensor:
    # Processors take an input narrower than the weights, GPUs do not; either adds up in f32.
    if x.is_cuda and ops.prim.dtype(x) != 6:
      return torch.layer_norm(x, [x.size(-1)], self.narrow[p + ".weight"], self.narrow[p + ".bias"], 1.0e-05)
    return torch.layer_norm(x, [x.size(-1)], self.plain[p + ".weight"], self.plain[p + ".bias"], 1.0e-05)

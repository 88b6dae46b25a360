package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SystemMemoryTest {
  @Test
  void what_is_available_counts_swap_too() {
    String meminfo =
        "MemTotal:       24689764 kB\nMemFree:  9 kB\nMemAvailable:   1000 kB\nSwapFree:   24 kB\n";

    assertThat(SystemMemory.availableBytes(meminfo)).isEqualTo(1024 * 1024);
  }

  @Test
  void a_container_may_use_its_limit_and_what_only_caches_files() {
    assertThat(SystemMemory.availableBytes("1000\n", "700\n", "anon 600\nfile 90\n"))
        .isEqualTo(390);
    assertThat(SystemMemory.availableBytes("max\n", "700\n", "anon 600\nfile 90\n"))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void this_machine_has_some_and_less_than_everything() throws Exception {
    assertThat(Files.readString(Path.of("/proc/meminfo"))).contains("MemAvailable");
    assertThat(SystemMemory.availableBytes()).isPresent();
    assertThat(SystemMemory.availableBytes().getAsLong()).isBetween(1L << 20, 1L << 50);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void what_lies_outside_the_heap_is_counted_as_used() {
    long before = SystemMemory.usedBytes().getAsLong();

    // Java clears it, and so takes every page of it.
    ByteBuffer large = ByteBuffer.allocateDirect(128 << 20);

    assertThat(SystemMemory.usedBytes().getAsLong() - before).isBetween(64L << 20, 512L << 20);
    assertThat(large.capacity()).isEqualTo(128 << 20);
  }

  @Test
  void giving_memory_back_is_always_allowed() {
    assertThatCode(SystemMemory::trim).doesNotThrowAnyException();
  }
}

package dev.davit.benchmark;

import dev.davit.linux.Architecture;
import dev.davit.linux.asm.StaticElf;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.host.HostProbe;
import dev.davit.runtime.plan.Findings;
import dev.davit.runtime.plan.StartPlan;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a start costs in Java alone: reading the configuration, planning, generating the program.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PlanBenchmark {
  /** For which machine the program is generated. */
  @Param({"X86_64", "AARCH64"})
  public Architecture architecture;

  private String json;
  private Host host;
  private ContainerRequest request;
  private SyscallProgram program;

  /** Reads the configuration that {@code runc spec} writes. */
  @Setup
  public void prepare() throws IOException {
    try (InputStream in = PlanBenchmark.class.getResourceAsStream("/default-config.json")) {
      json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    host = Host.complete(architecture, HostProbe.host().cgroups());
    RootSource root =
        new RootSource.Overlay(List.of(Path.of("/lower")), Path.of("/upper"), Path.of("/work"));
    request = ContainerRequest.of(new ContainerId("bench"), Spec.parse(json), root, Stdio.none());
    program = plan().program();
  }

  /** JSON to records. */
  @Benchmark
  public Spec parse() {
    return Spec.parse(json);
  }

  /** Records to steps, and steps to system calls. */
  @Benchmark
  public StartPlan plan() {
    return StartPlan.of(request, host, Findings.of(List.of(), Optional.empty()));
  }

  /** System calls to machine code in an ELF file. */
  @Benchmark
  public byte[] compile() {
    return StaticElf.compile(program, architecture);
  }
}

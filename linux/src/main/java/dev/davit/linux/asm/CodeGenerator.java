package dev.davit.linux.asm;

import dev.davit.linux.Architecture;
import dev.davit.linux.Errno;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.Instruction;
import dev.davit.linux.program.OnError;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.Reaction;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.linux.program.Width;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes machine code of a program, by means of an {@link Emitter} for the architecture.
 *
 * <p>What happens at errors lies behind the program, so that the code of calls that succeed is in
 * one piece.
 */
final class CodeGenerator {
  private final SyscallProgram program;
  private final Architecture architecture;
  private final DataLayout data;
  private final Emitter emitter;
  private final Map<String, Integer> labels = new HashMap<>();
  private final List<ErrorPath> errorPaths = new ArrayList<>();
  private int failureTail = -1;
  private int callIndex;

  private CodeGenerator(SyscallProgram program, Architecture architecture, DataLayout data) {
    this.program = program;
    this.architecture = architecture;
    this.data = data;
    this.emitter = architecture == Architecture.X86_64 ? new X86Emitter() : new Aarch64Emitter();
  }

  /** Gives the code; its entry is its first byte. It may be put at any address. */
  static byte[] generate(SyscallProgram program, Architecture architecture, DataLayout data) {
    return new CodeGenerator(program, architecture, data).generate();
  }

  private byte[] generate() {
    if (!program.entryLabel().isEmpty()) {
      emitter.jump(label(program.entryLabel()));
    }
    for (Instruction instruction : program.instructions()) {
      emit(instruction);
    }
    // A program that runs off its end must not run into what comes next.
    emitter.trap();
    for (ErrorPath path : errorPaths) {
      emit(path);
    }
    if (failureTail >= 0) {
      emitFailureTail();
    }
    return emitter.finish();
  }

  private void emit(Instruction instruction) {
    if (instruction instanceof Call call) {
      emit(call);
    } else if (instruction instanceof Instruction.Label label) {
      emitter.code.place(label(label.name()));
    } else if (instruction instanceof Instruction.Jump jump) {
      emitter.jump(label(jump.label()));
    } else if (instruction instanceof Instruction.JumpIf jump) {
      load(Emitter.RESULT, jump.left());
      load(Emitter.SCRATCH, jump.right());
      emitter.jumpIf(jump.condition(), label(jump.label()));
    } else if (instruction instanceof Instruction.Store store) {
      load(Emitter.RESULT, store.value());
      store(store.slot());
    } else if (instruction instanceof Instruction.Compute compute) {
      load(Emitter.RESULT, compute.left());
      load(Emitter.SCRATCH, compute.right());
      emitter.compute(compute.operation());
      store(compute.slot());
    }
  }

  private void emit(Call call) {
    int index = callIndex++;
    Errno fault = program.faults().get(index);
    if (fault != null) {
      emitter.load(Emitter.RESULT, -fault.number());
    } else {
      List<Operand> arguments = call.arguments();
      for (int i = 0; i < arguments.size(); i++) {
        load(i, arguments.get(i));
      }
      emitter.emitCall(call.syscall().number(architecture));
    }
    if (call.result().isPresent()) {
      store(call.result().get());
    }
    OnError onError = call.onError();
    boolean passesAllOver = onError.otherwise() == Reaction.IGNORE && onError.cases().isEmpty();
    if (call.syscall().returns() && !passesAllOver) {
      int start = emitter.code.newLabel();
      emitter.jumpIfError(start);
      errorPaths.add(new ErrorPath(index, onError, start, resumeLabel(onError)));
    }
  }

  /** Gives a label behind the call if some errors are passed over, otherwise -1. */
  private int resumeLabel(OnError onError) {
    if (onError.otherwise() != Reaction.IGNORE && !onError.cases().containsValue(Reaction.IGNORE)) {
      return -1;
    }
    int label = emitter.code.newLabel();
    emitter.code.place(label);
    return label;
  }

  private void emit(ErrorPath path) {
    emitter.code.place(path.start());
    for (Map.Entry<Errno, Reaction> entry : path.onError().cases().entrySet()) {
      if (entry.getValue() != Reaction.FAIL) {
        emitter.jumpIfErrno(entry.getKey().number(), target(entry.getValue(), path));
      }
    }
    if (path.onError().otherwise() == Reaction.FAIL) {
      if (failureTail < 0) {
        failureTail = emitter.code.newLabel();
      }
      emitter.load(Emitter.SCRATCH, path.callIndex());
      emitter.jump(failureTail);
    } else {
      emitter.jump(target(path.onError().otherwise(), path));
    }
  }

  private int target(Reaction reaction, ErrorPath path) {
    return reaction instanceof Reaction.Branch branch ? label(branch.label()) : path.resume();
  }

  /** Stores the index, which is in SCRATCH, and the errno, whose negative is in RESULT. */
  private void emitFailureTail() {
    emitter.code.place(failureTail);
    Slot index = program.failedCall();
    emitter.storeTo(Emitter.SCRATCH, data.address(index.data(), index.offset()), Width.INT);
    emitter.negateResult();
    store(program.failedErrno());
    emitter.jump(label(program.failureLabel()));
  }

  private void load(int register, Operand operand) {
    if (operand instanceof Slot slot) {
      emitter.loadFrom(register, data.address(slot.data(), slot.offset()), slot.width());
    } else {
      emitter.load(register, data.value(operand));
    }
  }

  private void store(Slot slot) {
    emitter.storeTo(Emitter.RESULT, data.address(slot.data(), slot.offset()), slot.width());
  }

  private int label(String name) {
    Integer known = labels.get(name);
    if (known != null) {
      return known;
    }
    int label = emitter.code.newLabel();
    labels.put(name, label);
    return label;
  }

  /** What happens when a call fails: where it begins, and where it goes on if it is passed over. */
  private record ErrorPath(int callIndex, OnError onError, int start, int resume) {}
}
